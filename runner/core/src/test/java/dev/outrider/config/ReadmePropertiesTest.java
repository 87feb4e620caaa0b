// SPDX-License-Identifier: Apache-2.0
package dev.outrider.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outrider.plugin.Flavors;
import dev.outrider.plugin.PluginFolder;
import dev.outrider.plugin.PluginLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A reader may copy the properties of the pages: the installed flavors accept them. */
class ReadmePropertiesTest {
  private static final Pattern BLOCK = Pattern.compile("```properties\n(.*?)```", Pattern.DOTALL);

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"../../README.md", "../README.md"})
  void thePropertiesOfThePageAreReadWithoutAProblem(String page) throws Exception {
    Matcher blocks = BLOCK.matcher(Files.readString(Path.of(page)));
    assertThat(blocks.find()).isTrue();
    Path file = Files.writeString(folder.resolve("outrider.properties"), blocks.group(1));
    assertThat(blocks.find()).as("a second block, which no test reads").isFalse();
    Flavors flavors =
        new Flavors(
            PluginFolder.onClassPath(getClass().getClassLoader()),
            new PluginLoader(Path.of("target/plugins")));

    Configuration read =
        new ConfigurationReader(
                new ConfigurationReader.Sources(
                    Optional.of(file),
                    Optional.empty(),
                    Map.of(),
                    folder,
                    Map.of("WAREHOUSE_PASSWORD", "secret")),
                flavors.infos(),
                List.of())
            .read();

    OperatorConfiguration cluster = read.operators().get("cluster");
    assertThat(cluster.flavor().name()).isEqualTo("spark");
    assertThat(cluster.settings().text("master")).contains("spark://master.example:7077");
    if (page.contains("../../")) {
      return;
    }
    OperatorConfiguration local = read.operators().get("local");
    assertThat(local.settings().path("spark-home")).contains(Path.of("/opt/spark-3.5.5"));
    assertThat(local.secrets()).isEqualTo(Map.of("warehouse", "env:WAREHOUSE_PASSWORD"));
  }
}
