// SPDX-License-Identifier: Apache-2.0
package dev.outrider.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Reads the text of a file that a person names: a regular file of at most 1 MiB in UTF-8. A device
 * or FIFO would never end, or never begin. A byte order mark at the start is skipped.
 */
final class SmallFile {
  /** The most bytes of a file. */
  static final int MOST = 1 << 20;

  private SmallFile() {}

  /**
   * The whole text.
   *
   * @throws NoSuchFileException when there is no such file
   * @throws java.nio.charset.CharacterCodingException when it is not UTF-8
   * @throws IOException when it is not a regular file, is longer, or cannot be read
   */
  static String read(Path file) throws IOException {
    if (!Files.exists(file)) {
      throw new NoSuchFileException(file.toString());
    }
    if (!Files.isRegularFile(file)) {
      throw new IOException("it is not a regular file");
    }
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(MOST + 1);
    }
    if (bytes.length > MOST) {
      throw new IOException("it has more than " + (MOST >> 20) + " MiB");
    }
    String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    return text.startsWith("\uFEFF") ? text.substring(1) : text;
  }
}
