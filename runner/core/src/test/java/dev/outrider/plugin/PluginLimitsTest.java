// SPDX-License-Identifier: Apache-2.0
package dev.outrider.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A plugin that is not what it should be costs neither memory nor time. */
class PluginLimitsTest {
  @TempDir Path folder;

  @Test
  void aDescriptorThatIsTooLargeIsRefused() throws Exception {
    try (ZipOutputStream zip =
        new ZipOutputStream(Files.newOutputStream(folder.resolve("large.jar")))) {
      zip.putNextEntry(new ZipEntry(PluginFolder.DESCRIPTOR));
      zip.write(new byte[PluginFolder.MOST + 1]);
    }

    assertThat(reason()).isEqualTo("has a descriptor of more than 1 MiB: build the plugin again");
  }

  @Test
  void whatIsNotARegularFileIsNotOpened() throws Exception {
    new ProcessBuilder("mkfifo", folder.resolve("pipe.jar").toString()).start().waitFor();

    assertThat(reason()).isEqualTo("is not a regular file: copy it again");
  }

  private String reason() throws Exception {
    Plugin plugin = new PluginFolder(folder).read().get(0);
    assertThat(plugin).isInstanceOf(Plugin.Broken.class);
    return ((Plugin.Broken) plugin).reason();
  }
}
