// SPDX-License-Identifier: Apache-2.0
package dev.outrider.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outrider.plugin.Plugin;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PluginReadingTest {
  @TempDir Path folder;

  @Test
  void whatIsReadAheadIsReadOnce() throws Exception {
    Path jar = Files.writeString(folder.resolve("bad.jar"), "no jar");
    PluginReading reading = new PluginReading(folder);

    reading.ahead();
    List<Plugin> plugins = reading.plugins();
    Files.delete(jar);

    assertThat(plugins).extracting(Plugin::jar).containsExactly(jar);
    assertThat(reading.plugins()).isSameAs(plugins);
  }

  @Test
  void elseItIsReadWhenSomebodyAsks() throws Exception {
    PluginReading reading = new PluginReading(folder);
    Path jar = Files.writeString(folder.resolve("bad.jar"), "no jar");

    assertThat(reading.plugins()).extracting(Plugin::jar).containsExactly(jar);
  }

  @Test
  void whoIsInterruptedMeanwhileStaysSo() throws Exception {
    PluginReading reading = new PluginReading(folder.resolve("missing"));

    Thread.currentThread().interrupt();

    assertThat(reading.plugins()).isEmpty();
    assertThat(Thread.interrupted()).isTrue();
  }
}
