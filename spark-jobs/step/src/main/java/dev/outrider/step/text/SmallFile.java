// SPDX-License-Identifier: Apache-2.0
package dev.outrider.step.text;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Reads the text of a file that a person names: a regular file of at most 1 MiB in UTF-8. A device
 * or FIFO would never end, or never begin. A byte order mark at the start is skipped.
 */
public final class SmallFile {
  /** The most bytes of a file. */
  public static final int MOST = 1 << 20;

  private SmallFile() {}

  /**
   * The whole text.
   *
   * @throws CharacterCodingException when it is not UTF-8
   * @throws IOException when it is missing, is not a regular file, is longer, or cannot be read;
   *     {@link #problem} says which
   */
  public static String read(Path file) throws IOException {
    if (!Files.exists(file)) {
      throw new NoSuchFileException(file.toString());
    }
    if (!Files.isRegularFile(file)) {
      throw new IOException("it is not a regular file");
    }
    if (Files.size(file) > MOST) {
      throw new IOException("it has more than " + (MOST >> 20) + " MiB");
    }
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
    String text = StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
    return text.startsWith("\uFEFF") ? text.substring(1) : text;
  }

  /** Why a file could not be read, as a clause without the file's name. */
  public static String problem(IOException thrown) {
    if (thrown instanceof NoSuchFileException) {
      return "there is no such file";
    }
    if (thrown instanceof AccessDeniedException) {
      return "access is denied";
    }
    if (thrown instanceof CharacterCodingException) {
      return "it is not UTF-8";
    }
    return thrown.getClass() == IOException.class ? thrown.getMessage() : thrown.toString();
  }
}
