// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A folder of this machine for what a launch needs while it runs. Most need nothing, so it is made
 * when it is asked for. Thread-safe.
 */
final class WorkFolder implements AutoCloseable {
  private Optional<Path> root = Optional.empty();

  /** A folder in it, the same for the same name. */
  synchronized Path folder(String name) throws IOException {
    if (root.isEmpty()) {
      root = Optional.of(Files.createTempDirectory("outrider-"));
    }
    return Files.createDirectories(root.get().resolve(name));
  }

  /** Deletes it with all that is in it. */
  @Override
  public synchronized void close() throws IOException {
    if (root.isPresent()) {
      try (Stream<Path> files = Files.walk(root.get())) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(file);
        }
      }
      root = Optional.empty();
    }
  }
}
