// SPDX-License-Identifier: Apache-2.0
package dev.outrider.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The library that counts a process's syncs: a few lines of C, compiled where there is a cc. */
final class SyncCounter {
  private SyncCounter() {}

  /**
   * Compiles it.
   *
   * @return the library; empty where it cannot be compiled
   */
  static Optional<Path> compile(Path folder) throws IOException, InterruptedException {
    Path source = folder.resolve("syncs.c");
    Path library = folder.resolve("syncs.so");
    try (InputStream in = SyncCounter.class.getResourceAsStream("syncs.c")) {
      Files.copy(in, source);
    }
    try {
      new Child(
              List.of(
                  "cc",
                  "-shared",
                  "-fPIC",
                  "-O2",
                  "-o",
                  library.toString(),
                  source.toString(),
                  "-ldl"),
              Map.of(),
              folder.resolve("cc.txt"))
          .run();
      return Optional.of(library);
    } catch (IOException | IllegalStateException e) {
      return Optional.empty();
    }
  }
}
