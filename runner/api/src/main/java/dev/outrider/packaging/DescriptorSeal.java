// SPDX-License-Identifier: Apache-2.0
package dev.outrider.packaging;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/**
 * The last line of a plugin's descriptor: that its writer has found each class that the lines
 * before name, in the nested jar that they name, and that no line was changed since. With it nobody
 * has to look into the nested jars again, whose own checksums are among the lines. A descriptor
 * without it is as good; it takes longer to read. It is no signature.
 */
public final class DescriptorSeal {
  private static final String KEY = "checked=";

  private DescriptorSeal() {}

  /**
   * @param lines of a descriptor, each ended by a newline
   * @return the lines and the seal, in UTF-8
   */
  static byte[] seal(String lines) {
    byte[] bytes = lines.getBytes(StandardCharsets.UTF_8);
    return (lines + KEY + crc(bytes, bytes.length) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  /**
   * @param descriptor a descriptor's bytes
   * @return whether its last line is the seal of the lines before
   */
  public static boolean holds(byte[] descriptor) {
    int seal = descriptor.length - 1;
    while (seal > 0 && descriptor[seal - 1] != '\n') {
      seal--;
    }
    String last = new String(descriptor, seal, descriptor.length - seal, StandardCharsets.UTF_8);
    return last.equals(KEY + crc(descriptor, seal) + "\n");
  }

  private static String crc(byte[] bytes, int length) {
    CRC32 crc = new CRC32();
    crc.update(bytes, 0, length);
    return Long.toHexString(crc.getValue());
  }
}
