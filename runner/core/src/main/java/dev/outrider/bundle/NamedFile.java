// SPDX-License-Identifier: Apache-2.0
package dev.outrider.bundle;

import dev.outrider.step.attempt.DraftFolder;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * A file that a person names for something to be written to. A regular file appears whole or not at
 * all; one that is there is replaced, and of a symbolic link the file that it leads to. A device or
 * a pipe stays what it is, and gets the bytes once they are all there.
 *
 * @param file what the person named
 */
public record NamedFile(Path file) {

  /** As many as Linux follows. */
  private static final int MOST_LINKS = 40;

  /** What is written. */
  interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  /** Whether it is there and keeps nothing that is written to it: a device, a pipe, a socket. */
  public boolean isStream() {
    return Files.exists(file) && !Files.isRegularFile(file) && !Files.isDirectory(file);
  }

  /**
   * Writes it. Missing folders above it are made.
   *
   * @return the number of bytes
   * @throws IOException when it cannot be written; a regular file is as it was then
   */
  long write(Content content) throws IOException {
    Path target = isStream() ? file : target();
    Path folder =
        isStream()
            ? Path.of(System.getProperty("java.io.tmpdir"))
            : target.toAbsolutePath().getParent();
    Files.createDirectories(folder);
    // a folder of our own, and in it a file with the usual rights; a temporary file has fewer
    try (DraftFolder drafts = DraftFolder.in(folder)) {
      Path draft = drafts.path().resolve("draft");
      try (OutputStream out = Files.newOutputStream(draft)) {
        content.writeTo(out);
      }
      long size = Files.size(draft);
      if (isStream()) {
        try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.WRITE)) {
          Files.copy(draft, out);
        }
      } else {
        Files.move(
            draft, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      }
      return size;
    }
  }

  /** Where the links lead to, which may be missing. */
  private Path target() throws IOException {
    Path target = file;
    for (int links = 0; Files.isSymbolicLink(target); links++) {
      if (links == MOST_LINKS) {
        throw new FileSystemLoopException(file.toString());
      }
      target = target.resolveSibling(Files.readSymbolicLink(target));
    }
    return target;
  }
}
