// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.spark;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How many jobs this machine runs at once. */
class LocalFlavorTest {

  @ParameterizedTest
  @CsvSource({"1, 1", "2, 1", "3, 1", "4, 2", "64, 32"})
  void halfTheProcessorsHaveAJobEachAndAtLeastOneDoes(int processors, int jobs) {
    assertThat(LocalOperator.half(processors)).isEqualTo(jobs);
  }
}
