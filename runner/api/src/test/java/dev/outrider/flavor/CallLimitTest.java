// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A limit that cannot be is refused. */
class CallLimitTest {
  @Test
  void theLowestNumbersAreTaken() {
    CallLimit limit = new CallLimit("account", 1, Double.MIN_VALUE, 1);

    assertThat(limit.burst()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "' '     | 1 | 1        | 1 | A call limit's 'sharedBy' names what is shared.",
        "account | 0 | 1        | 1 | A call limit's 'burst' was 0 but must be 1 or more.",
        "account | 1 | 0        | 1 | A call limit's 'perSecond' was 0.0 but must be above 0.",
        "account | 1 | NaN      | 1 | A call limit's 'perSecond' was NaN but must be above 0.",
        "account | 1 | Infinity | 1 | A call limit's 'perSecond' was Infinity but must be above 0.",
        "account | 1 | 1        | 0 | A call limit's 'jobsPerCall' was 0 but must be 1 or more.",
      })
  void aPartOutOfItsRangeIsRefused(
      String sharedBy, int burst, double perSecond, int jobs, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new CallLimit(sharedBy, burst, perSecond, jobs))
        .withMessage(message);
  }
}
