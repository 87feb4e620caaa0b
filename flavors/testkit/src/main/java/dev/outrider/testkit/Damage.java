// SPDX-License-Identifier: Apache-2.0
package dev.outrider.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.stream.Stream;

/** What may happen to an operator's work folder, so that it can be read no more. */
enum Damage {
  /** A file is where the folder was. */
  FOLDER_IS_A_FILE("is a file") {
    @Override
    void make(Path work, Path aside) throws IOException {
      Files.move(work, aside);
      Files.writeString(work, "not a folder");
    }
  },
  /** A link that leads to itself is where the folder was: each look into it is an error. */
  FOLDER_IS_A_LOOP("is a link to itself") {
    @Override
    void make(Path work, Path aside) throws IOException {
      Files.move(work, aside);
      Files.createSymbolicLink(work, work);
    }
  },
  /** Files are where the folders in it were. */
  ENTRIES_ARE_FILES("has files for folders") {
    @Override
    void make(Path work, Path aside) throws IOException {
      Files.move(work, aside);
      Files.createDirectory(work);
      try (Stream<Path> entries = Files.list(aside)) {
        for (Path each : entries.toList()) {
          Files.writeString(work.resolve(each.getFileName().toString()), "not what it was");
        }
      }
    }
  },
  /** Nobody may read it; of no effect for root. */
  UNREADABLE("cannot be read by its owner") {
    @Override
    void make(Path work, Path aside) throws IOException {
      Files.setPosixFilePermissions(work, Set.of());
    }
  };

  private static final Set<PosixFilePermission> OWNERS =
      PosixFilePermissions.fromString("rwx------");

  private final String state;

  Damage(String state) {
    this.state = state;
  }

  /** For people: what the folder is then. */
  String state() {
    return state;
  }

  abstract void make(Path work, Path aside) throws IOException;

  /**
   * Damages a folder.
   *
   * @param work the folder; made if it is missing
   * @return repairs it
   */
  Repair of(Path work) throws IOException {
    Path aside = work.resolveSibling(work.getFileName() + ".aside");
    Files.createDirectories(work);
    make(work, aside);
    return () -> {
      if (!Files.exists(aside)) {
        Files.setPosixFilePermissions(work, OWNERS);
        return;
      }
      if (Files.isDirectory(work)) {
        try (Stream<Path> entries = Files.list(work)) {
          for (Path each : entries.toList()) {
            Files.delete(each);
          }
        }
      }
      Files.delete(work);
      Files.move(aside, work);
    };
  }

  /** Ends a damage. */
  interface Repair extends AutoCloseable {
    @Override
    void close() throws IOException;
  }
}
