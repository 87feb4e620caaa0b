// SPDX-License-Identifier: Apache-2.0
package dev.outrider.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SparkLineTest {

  @Test
  void everyReleaseOfALineIsThatLine() {
    assertThat(SparkLine.parse("3.5.5_2.12").known()).isEqualTo(KnownLine.SPARK_3_5);
    assertThat(SparkLine.parse("3.5.2_2.12").known()).isEqualTo(KnownLine.SPARK_3_5);
    assertThat(SparkLine.parse("3.5.2-amzn-1_2.12").known()).isEqualTo(KnownLine.SPARK_3_5);
    assertThat(SparkLine.parse("3.5_2.12").known()).isEqualTo(KnownLine.SPARK_3_5);
    assertThat(SparkLine.parse("4.1").known()).isEqualTo(KnownLine.SPARK_4_1);
  }

  @Test
  void theTextIsTheOneThatWasRead() {
    assertThat(SparkLine.parse("3.5.2_2.12")).hasToString("3.5.2_2.12");
    assertThat(SparkLine.parse("3.3")).hasToString("3.3_2.12");
    assertThat(SparkLine.parse("3.5.2_2.12").line()).isEqualTo("3.5_2.12");
  }

  @Test
  void anUnknownLineIsRefusedNamingTheKnownOnes() {
    assertThatThrownBy(() -> SparkLine.parse("3.5_2.13"))
        .hasMessage(
            "Outrider has no class list of Spark 3.5_2.13. Known are 3.3.4_2.12, 3.5.5_2.12,"
                + " 4.1.3_2.13; any release of these lines will do.");
    assertThatThrownBy(() -> SparkLine.parse("3.50")).hasMessageContaining("Spark 3.50.");
    assertThatThrownBy(() -> new SparkLine("2.4.8", "2.11"))
        .hasMessageContaining("Spark 2.4.8_2.11.");
  }

  @Test
  void aTextThatIsNoLineIsRefused() {
    assertThatThrownBy(() -> SparkLine.parse("spark-3.5"))
        .hasMessage(
            "'spark-3.5' is no Spark line: write Spark's version and the Scala line, such as"
                + " 3.5.5_2.12. Known are 3.3.4_2.12, 3.5.5_2.12, 4.1.3_2.13.");
  }
}
