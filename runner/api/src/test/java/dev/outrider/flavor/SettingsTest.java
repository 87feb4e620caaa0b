// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Settings are declared once; what was set is checked against that, all problems at once. */
class SettingsTest {

  private static final List<Setting> DECLARED =
      List.of(
          Setting.of("cluster", SettingType.TEXT, "which").mustBeSet().forExample("j-2AX"),
          Setting.of("wait", SettingType.DURATION, "how long").orElse("30s"),
          Setting.of("lane", SettingType.TEXT, "how").oneOf("cold", "script").orElse("cold"),
          Setting.of("nodes", SettingType.COUNT, "how many"),
          Setting.of("token", SettingType.COUNT, "opens").isSecret());

  @Test
  void everythingThatIsWrongIsToldAtOnceAndNoSecretIsShown() {
    assertThat(
            Settings.problems(
                DECLARED,
                Map.of(
                    "wait",
                    "soon",
                    "lane",
                    "warm",
                    "nodes",
                    "-1",
                    "token",
                    "hunter2",
                    "zone",
                    "a",
                    "spark.sql.ansi.enabled",
                    "true")))
        .containsExactly(
            "'cluster' is missing; set it, for example to j-2AX.",
            "'wait' is 'soon' but must be a duration such as 30s, 15m or 2h.",
            "'lane' is 'warm' but must be one of cold, script.",
            "'nodes' is '-1' but must be a whole number from 0 on, such as 4.",
            "'token' is set but must be a whole number from 0 on, such as 4.",
            "'zone' is no setting of this flavor.");
  }

  @Test
  void whatIsSetAndWhatIsNotIsRead() {
    Settings settings =
        Settings.of(
            DECLARED,
            Map.of("cluster", "j-1", "nodes", "4", "spark.a", "1", "tag.team", "red", "tag.x", ""));

    assertThat(settings.required("cluster")).isEqualTo("j-1");
    assertThat(settings.duration("wait")).isEqualTo(Duration.ofSeconds(30));
    assertThat(settings.count("nodes")).isEqualTo(4);
    assertThat(settings.text("token")).isEmpty();
    assertThat(settings.below("spark.")).isEqualTo(Map.of("spark.a", "1"));
    assertThat(settings.below("tag.")).isEqualTo(Map.of("team", "red", "x", ""));
    assertThatThrownBy(() -> settings.text("other"))
        .hasMessage("The flavor declares no setting 'other'.");
  }

  @ParameterizedTest
  @CsvSource({
    "COUNT, 2, 9, 1, false",
    "COUNT, 2, 9, 2, true",
    "COUNT, 2, 9, 9, true",
    "COUNT, 2, 9, 10, false",
    "DURATION, 5m, 24h, 299s, false",
    "DURATION, 5m, 24h, PT5M, true",
    "DURATION, 5m, 24h, 1d, true",
    "DURATION, 5m, 24h, 1441m, false",
    "MEMORY, 512m, 1g, 511m, false",
    "MEMORY, 512m, 1g, 1024m, true",
    "MEMORY, 512m, 1g, 1025m, false",
  })
  void bothEndsOfARangeAreInIt(
      SettingType type, String least, String most, String text, boolean accepted) {
    Setting setting = Setting.of("x", type, "").between(least, most);

    assertThat(setting.accepts(text)).isEqualTo(accepted);
    assertThat(setting.expected()).endsWith(" from " + least + " to " + most);
  }

  @ParameterizedTest
  @CsvSource({
    "DURATION, 500ms, true",
    "DURATION, 2h, true",
    "DURATION, PT15M, true",
    "DURATION, 15, false",
    "DURATION, -PT1S, false",
    "DURATION, P999999999999D, false",
    "MEMORY, 8g, true",
    "MEMORY, 512M, true",
    "MEMORY, 512MB, false",
    "MEMORY, 8gb, false",
    "MEMORY, 8, false",
    "MEMORY, 0g, false",
    "MEMORY, 1.5g, false",
    "COUNT, 007, true",
    "COUNT, 9999999999, false",
    "FLAG, on, true",
    "FLAG, yes, false",
    "URI, s3://acme/x, true",
    "URI, acme/x, false",
    "URI, s3://a b, false",
    "PATH, a/b, true"
  })
  void aTextIsOfATypeOrNot(SettingType type, String text, boolean accepted) {
    assertThat(type.accepts(text)).isEqualTo(accepted);
  }

  @Test
  void memoryIsInBytes() {
    Settings settings =
        Settings.of(List.of(Setting.of("m", SettingType.MEMORY, "")), Map.of("m", "8g"));

    assertThat(settings.memory("m")).isEqualTo(8L << 30);
    assertThat(
            Settings.of(List.of(Setting.of("p", SettingType.PATH, "")), Map.of("p", "a")).path("p"))
        .contains(Path.of("a"));
  }

  @Test
  void settingsAreEqualWhereTheSameIsSet() {
    Settings one = Settings.of(DECLARED, Map.of("cluster", "j-1", "token", "1"));

    assertThat(one)
        .isEqualTo(Settings.of(DECLARED, Map.of("token", "1", "cluster", "j-1")))
        .hasSameHashCodeAs(Settings.of(DECLARED, Map.of("token", "1", "cluster", "j-1")))
        .isNotEqualTo(Settings.of(DECLARED, Map.of("cluster", "j-1", "token", "2")));
  }
}
