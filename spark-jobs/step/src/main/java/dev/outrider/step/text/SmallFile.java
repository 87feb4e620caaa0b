// SPDX-License-Identifier: Apache-2.0
package dev.outrider.step.text;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;

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
    ByteBuffer bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = atMost(MOST, in);
    }
    String text = StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
    return text.startsWith("\uFEFF") ? text.substring(1) : text;
  }

  /** Bounded while it reads: a size that was asked before is not the size of a file that grows. */
  static ByteBuffer atMost(int most, InputStream in) throws IOException {
    byte[] bytes = new byte[8192];
    int length = 0;
    for (int read; (read = in.read(bytes, length, bytes.length - length)) >= 0; length += read) {
      if (length + read > most) {
        throw new IOException("it has more than " + (most >> 20) + " MiB");
      }
      if (length + read == bytes.length) {
        bytes = Arrays.copyOf(bytes, Math.min(2 * bytes.length, most + 1));
      }
    }
    return ByteBuffer.wrap(bytes, 0, length);
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
