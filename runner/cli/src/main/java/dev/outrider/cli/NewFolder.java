// SPDX-License-Identifier: Apache-2.0
package dev.outrider.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A folder that files are written to: all of them, or none. */
final class NewFolder {
  private final Path folder;

  /** What this has made, the last first. */
  private final Deque<Path> made = new ArrayDeque<>();

  private NewFolder(Path folder) {
    this.folder = folder;
  }

  /**
   * Checks that files can be written there as a new project.
   *
   * @throws UsageException if there is something already
   */
  static NewFolder at(Path folder) throws UsageException {
    if (Files.isDirectory(folder)) {
      Optional<Path> first;
      try (Stream<Path> there = Files.list(folder)) {
        first = there.sorted().findFirst();
      } catch (IOException e) {
        throw new UsageException(folder + " cannot be read: " + reason(e) + ".");
      }
      if (first.isPresent()) {
        throw new UsageException(
            folder
                + " is not empty: it contains '"
                + first.get().getFileName()
                + "'. Use another name, or an empty folder.");
      }
    } else if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      throw new UsageException(folder + " exists and is not a folder. Use another name.");
    }
    return new NewFolder(folder);
  }

  /**
   * Writes the files.
   *
   * @param files texts by path relative to the folder
   * @throws UsageException if a file cannot be written; what was written is deleted
   */
  void write(Map<String, String> files) throws UsageException {
    boolean isWhole = false;
    Path current = folder;
    try {
      makeFolders(folder);
      for (Map.Entry<String, String> file : files.entrySet()) {
        current = folder.resolve(file.getKey());
        makeFolders(current.getParent());
        made.push(Files.createFile(current));
        Files.writeString(current, file.getValue(), StandardOpenOption.WRITE);
      }
      isWhole = true;
    } catch (IOException e) {
      throw new UsageException(
          current + " cannot be written: " + reason(e) + ". Nothing of the project is left.");
    } finally {
      if (!isWhole) {
        delete();
      }
    }
  }

  private void makeFolders(Path needed) throws IOException {
    if (!Files.isDirectory(needed)) {
      makeFolders(needed.getParent());
      made.push(Files.createDirectory(needed));
    }
  }

  private void delete() {
    for (Path each : made) {
      try {
        Files.deleteIfExists(each);
      } catch (IOException e) {
        // another one has written there; the message names the folder
      }
    }
  }

  private static String reason(IOException e) {
    if (e instanceof AccessDeniedException) {
      return "you have no permission";
    }
    return e instanceof FileSystemException known && known.getReason() != null
        ? known.getReason()
        : e.getMessage();
  }
}
