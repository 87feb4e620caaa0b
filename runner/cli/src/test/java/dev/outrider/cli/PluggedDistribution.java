// SPDX-License-Identifier: Apache-2.0
package dev.outrider.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/** The distribution that the build has made, with more plugins. */
public final class PluggedDistribution {
  private PluggedDistribution() {}

  /**
   * Lays one out.
   *
   * @param built what the build has made; its libraries are shared
   * @param home where the new one is; not there yet
   * @param plugins jars that are copied beside its own plugins, where they are none of them
   */
  public static void layOut(Path built, Path home, List<Path> plugins) throws IOException {
    Files.createDirectories(home.resolve("bin"));
    Files.copy(
        built.resolve("bin/outrider"),
        home.resolve("bin/outrider"),
        StandardCopyOption.COPY_ATTRIBUTES);
    Files.createSymbolicLink(home.resolve("lib"), built.resolve("lib"));
    Files.createDirectories(home.resolve("plugins"));
    try (Stream<Path> own = Files.list(built.resolve("plugins"))) {
      for (Path each : Stream.concat(own, plugins.stream()).toList()) {
        Path copy = home.resolve("plugins").resolve(each.getFileName());
        if (!Files.exists(copy)) {
          Files.copy(each, copy);
        }
      }
    }
  }
}
