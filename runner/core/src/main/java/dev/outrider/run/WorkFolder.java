// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import dev.outrider.step.attempt.DraftFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A folder of this machine for what a launch needs while it runs. Most need nothing, so it is made
 * when it is asked for. Thread-safe.
 */
final class WorkFolder implements AutoCloseable {
  private Optional<DraftFolder> root = Optional.empty();

  /** A folder in it, the same for the same name. */
  synchronized Path folder(String name) throws IOException {
    if (root.isEmpty()) {
      root = Optional.of(DraftFolder.make());
    }
    return Files.createDirectories(root.get().path().resolve(name));
  }

  /** Deletes it with all that is in it. */
  @Override
  public synchronized void close() {
    root.ifPresent(DraftFolder::close);
    root = Optional.empty();
  }
}
