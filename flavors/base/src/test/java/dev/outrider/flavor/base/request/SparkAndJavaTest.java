// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.base.request;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outrider.flavor.CommonSettings;
import dev.outrider.flavor.Platform;
import dev.outrider.flavor.Settings;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SparkAndJavaTest {
  private static final Optional<Platform> ROW = Optional.of(new Platform("3.5.5_2.12", 17));
  private static final String TABLE = "table of 2026-11";

  private static SparkAndJava set(Map<String, String> given) {
    return SparkAndJava.of(Settings.of(CommonSettings.RELEASE, given), new Refusals("far"));
  }

  @Test
  void whatIsSetWinsOverTheTable() {
    SparkAndJava java = set(Map.of("java", "11"));
    SparkAndJava both = set(Map.of("spark-line", "4.1.3_2.13", "java", "21"));

    assertThat(set(Map.of()).over(ROW)).isEqualTo(ROW);
    assertThat(java.over(ROW)).contains(new Platform("3.5.5_2.12", 11));
    assertThat(both.over(ROW)).contains(new Platform("4.1.3_2.13", 21));
  }

  @Test
  void aReleaseThatTheTableDoesNotHaveNeedsBoth() {
    assertThat(set(Map.of("java", "11")).over(Optional.empty())).isEmpty();
    assertThat(set(Map.of("spark-line", "3.5.5_2.12", "java", "11")).over(Optional.empty()))
        .contains(new Platform("3.5.5_2.12", 11));
  }

  @Test
  void eachPartIsShownWithWhatSaysSo() {
    assertThat(set(Map.of()).shown(ROW, TABLE))
        .isEqualTo("Spark 3.5.5_2.12 (table of 2026-11), Java 17 (table of 2026-11)");
    assertThat(set(Map.of("java", "11")).shown(ROW, TABLE))
        .isEqualTo("Spark 3.5.5_2.12 (table of 2026-11), Java 11 ('step-operator.far.java')");
    assertThat(set(Map.of("java", "11")).shown(Optional.empty(), TABLE))
        .isEqualTo("Spark of the release (table of 2026-11), Java 11 ('step-operator.far.java')");
  }
}
