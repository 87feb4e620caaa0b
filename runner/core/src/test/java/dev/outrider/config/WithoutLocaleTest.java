// SPDX-License-Identifier: Apache-2.0
package dev.outrider.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.outrider.flavor.FlavorInfo;
import dev.outrider.flavor.Setting;
import dev.outrider.flavor.SettingType;
import dev.outrider.home.SystemText;
import dev.outrider.plugin.BrokenPlugins;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** In a process without a locale, no value becomes another one on its way to the system. */
class WithoutLocaleTest {
  private static final FlavorInfo LOCAL =
      FlavorInfo.of("local", "test", "")
          .stores("file")
          .settings(List.of(Setting.of("spark-home", SettingType.PATH, "where Spark is")));

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "run-store",
        "artifact-store",
        "step-operator.local.spark-home",
        "step-operator.local.env.X",
      })
  void whatBecomesAPathOrAVariableIsRefusedWhereItCannotBePassedOn(String key) throws Exception {
    String text = "step-operator.local.flavor = local\n" + key + " = größe\n";

    assertThat(problems(text, StandardCharsets.UTF_8, Map.of())).isEmpty();
    assertThat(problems(text, StandardCharsets.US_ASCII, Map.of()))
        .containsExactly(
            "outrider.properties, line 2: '"
                + key
                + "' is 'größe', which cannot be passed on. Java reads and writes arguments,"
                + " variables and file names as US-ASCII here: set LC_ALL=C.UTF-8 and start"
                + " again.");
  }

  @Test
  void aVariableThatWasNotReadAsItWasGivenIsRefused() throws Exception {
    String text = "step-operator.local.flavor = local\nstep-operator.local.tag.x = ${env:V}\n";

    assertThat(problems(text, StandardCharsets.UTF_8, Map.of("V", "gr\uFFFD\uFFFDe")))
        .singleElement()
        .asString()
        .startsWith(
            "outrider.properties, line 2: 'step-operator.local.tag.x' takes the environment"
                + " variable V, which cannot be read. Java reads and writes");
  }

  private List<String> problems(String text, Charset encoding, Map<String, String> environment)
      throws Exception {
    Files.writeString(folder.resolve("outrider.properties"), text);
    var sources =
        new ConfigurationReader.Sources(
            Optional.empty(), Optional.empty(), Map.of(), folder, environment);
    ConfigurationException thrown =
        catchThrowableOfType(
            ConfigurationException.class,
            () ->
                new ConfigurationReader(
                        sources,
                        List.of(LOCAL),
                        BrokenPlugins.NONE,
                        List.of(),
                        new SystemText(encoding))
                    .read());
    return thrown == null ? List.of() : thrown.problems();
  }
}
