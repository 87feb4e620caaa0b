// SPDX-License-Identifier: Apache-2.0
package dev.outrider.step.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which files of an output count. */
class AttemptLayoutTest {

  @ParameterizedTest
  @CsvSource({
    "part-00000.parquet, true",
    "outputs/model/metadata/_SUCCESS, true",
    ".part-00000.parquet.crc, false",
    "outputs/model/metadata/, false",
    "outputs/model/metadata_$folder$, false",
  })
  void whatHadoopPutsThereForItselfDoesNotCount(String path, boolean counted) {
    assertThat(AttemptLayout.isCounted(path)).isEqualTo(counted);
  }
}
