// SPDX-License-Identifier: Apache-2.0
package dev.outrider.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run store is its user's alone until that user shares it. */
class RunStoreRightsTest {
  @TempDir Path folder;

  @Test
  void aNewStoreAndTheFilesBesideItAreForItsUserAlone() throws IOException {
    Path file = folder.resolve("new/runs.db");

    try (RunStore store = RunStore.open(file)) {
      for (String end : new String[] {"", "-wal", "-shm"}) {
        assertThat(mode(folder.resolve("new/runs.db" + end))).as(end).isEqualTo("rw-------");
      }
    }
    assertThat(mode(file.getParent())).isIn("rwxr-xr-x", "rwx------", "rwxr-x---");
  }

  @Test
  void aModeThatAPersonHasSetStays() throws IOException {
    Path file = folder.resolve("runs.db");
    RunStore.open(file).close();
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw----"));

    RunStore.open(file).close();

    assertThat(mode(file)).isEqualTo("rw-rw----");
  }

  private static String mode(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }
}
