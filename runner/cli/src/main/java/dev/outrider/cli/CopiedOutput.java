// SPDX-License-Identifier: Apache-2.0
package dev.outrider.cli;

import dev.outrider.step.store.StoreLocation;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * An output that is copied to a new place: under another name beside it until all of it is there.
 * Closed before that, it leaves nothing.
 */
final class CopiedOutput implements AutoCloseable {
  private final Path target;
  private final Path draft;

  private CopiedOutput(Path target, Path draft) {
    this.target = target;
    this.draft = draft;
  }

  /**
   * @param target where nothing is yet
   */
  static CopiedOutput at(Path target) throws IOException {
    Path folder = Files.createTempDirectory(target.getParent(), ".outrider-copy-");
    return new CopiedOutput(target, folder.resolve("copy"));
  }

  void text(String text) throws IOException {
    Files.writeString(draft, text);
  }

  /** The output is this file. */
  void file(InputStream content) throws IOException {
    Files.copy(content, draft);
  }

  /** The output is a folder, with this file in it. */
  void file(String path, InputStream content) throws IOException {
    Path file = StoreLocation.fileIn(draft, path);
    Files.createDirectories(file.getParent());
    Files.copy(content, file);
  }

  /** The output is a folder, with these folders in it; an empty name is the folder itself. */
  void folders(List<String> paths) throws IOException {
    Files.createDirectories(draft);
    for (String each : paths) {
      Files.createDirectories(each.isEmpty() ? draft : StoreLocation.fileIn(draft, each));
    }
  }

  /** Puts the copy in its place. */
  void done() throws IOException {
    Files.move(draft, target);
  }

  @Override
  public void close() throws IOException {
    try (Stream<Path> left = Files.walk(draft.getParent())) {
      for (Path each : left.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }
}
