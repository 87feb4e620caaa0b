// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.base.submit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * A file that says that a request may have been sent. It outlives a loss of power. The caller holds
 * the {@link SubmissionLock} of the submission while it writes.
 *
 * @param file in the operator's work folder
 */
public record DurableMark(Path file) {

  /**
   * What a mark says.
   *
   * @param text about the request; one line
   * @param call the random id of the call that wrote it; empty text in a mark of an older version
   */
  public record Written(String text, String call) {}

  /**
   * Reads the mark.
   *
   * @return empty where surely nothing was sent from this work folder
   * @throws IOException when it cannot be read
   */
  public Optional<Written> read() throws IOException {
    String[] lines;
    try {
      lines = Files.readString(file).split("\n", 2);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      if (isBelowAFile()) {
        return Optional.empty();
      }
      throw e;
    }
    return Optional.of(new Written(lines[0].strip(), lines.length > 1 ? lines[1].strip() : ""));
  }

  /** A folder that is a file has no marks. */
  private boolean isBelowAFile() {
    for (Path each = file.toAbsolutePath().getParent(); each != null; each = each.getParent()) {
      if (Files.isRegularFile(each)) {
        return true;
      }
    }
    return false;
  }

  /** Replaces the mark at once; it is on the disk, with its name, when this returns. */
  public void write(Written written) throws IOException {
    Path draft = file.resolveSibling(file.getFileName() + ".new");
    ByteBuffer bytes =
        ByteBuffer.wrap((written.text() + "\n" + written.call()).getBytes(StandardCharsets.UTF_8));
    try (FileChannel channel =
        FileChannel.open(
            draft,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    try (FileChannel folder =
        FileChannel.open(file.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
      folder.force(true);
    }
  }

  /** Removes the mark. One that a loss of power brings back costs a look, and no more. */
  public void delete() throws IOException {
    Files.deleteIfExists(file);
  }
}
