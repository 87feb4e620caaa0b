// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.aws.emr;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outrider.flavor.AttemptKey;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RunStartTest {

  @Test
  void anHourBeforeTheTimeInTheIdOfTheRun() {
    // 1 * 32 + 1 units of 1,024 seconds
    assertThat(RunStart.noStepBefore(new AttemptKey("r000110123456-shout-1-0123456789")))
        .contains(Instant.ofEpochSecond(33 * 1024 - 3600));
  }

  @Test
  void ofAnotherFormNothingIsKnown() {
    assertThat(RunStart.noStepBefore(new AttemptKey("run42-shout-1-0123456789"))).isEmpty();
  }
}
