// SPDX-License-Identifier: Apache-2.0
package dev.outrider.packaging;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * The last line of a plugin's descriptor: that its writer has found each class that the lines
 * before name, in the nested jar that they name; that no line was changed since; and how many bytes
 * are its head, which is all that lists need. With it a reader skips the nested jars, whose own
 * checksums are among the lines, nor to read all lines. A descriptor without it is as good; it
 * takes longer to read. It is not a signature.
 */
public final class DescriptorSeal {
  private static final String KEY = "checked=";

  private DescriptorSeal() {}

  /**
   * @param head the lines that lists need, each ended by a newline
   * @param details the other lines
   * @return the lines and the seal, in UTF-8
   */
  static byte[] seal(String head, String details) {
    byte[] lines = (head + details).getBytes(StandardCharsets.UTF_8);
    String seal = line(lines, lines.length, head.getBytes(StandardCharsets.UTF_8).length);
    return (head + details + seal).getBytes(StandardCharsets.UTF_8);
  }

  /**
   * @param descriptor a descriptor's bytes
   * @return its head; empty unless its last line is the seal of the lines before
   */
  public static Optional<byte[]> head(byte[] descriptor) {
    int seal = Math.max(0, descriptor.length - 1);
    while (seal > 0 && descriptor[seal - 1] != '\n') {
      seal--;
    }
    String last = new String(descriptor, seal, descriptor.length - seal, StandardCharsets.UTF_8);
    int length = length(last);
    return length <= seal && last.equals(line(descriptor, seal, length))
        ? Optional.of(Arrays.copyOf(descriptor, length))
        : Optional.empty();
  }

  private static int length(String seal) {
    try {
      return Integer.parseUnsignedInt(seal.substring(seal.indexOf(' ') + 1).strip());
    } catch (NumberFormatException e) {
      return Integer.MAX_VALUE;
    }
  }

  private static String line(byte[] bytes, int length, int head) {
    CRC32 crc = new CRC32();
    crc.update(bytes, 0, length);
    return KEY + Long.toHexString(crc.getValue()) + " " + head + "\n";
  }
}
