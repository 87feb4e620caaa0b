// SPDX-License-Identifier: Apache-2.0
package dev.outrider.packaging;

/**
 * A sum over the jars that are nested in a plugin jar, as a directory has them: by it a reader sees
 * at once that they are those of the descriptor. The order counts. It shows accidents; it is not a
 * signature. Not thread-safe.
 */
public final class DirectorySum {
  private long sum;

  /**
   * Goes on to the next jar.
   *
   * @param name of its file, without a folder
   * @param size in bytes
   * @param crc the CRC-32 of its bytes
   */
  public void add(String name, long size, long crc) {
    sum = 31 * (31 * (31 * sum + name.hashCode()) + size) + crc;
  }

  /** The sum, in hexadecimal digits. */
  public String text() {
    return Long.toHexString(sum);
  }
}
