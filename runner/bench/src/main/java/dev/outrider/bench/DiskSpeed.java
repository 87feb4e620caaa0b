// SPDX-License-Identifier: Apache-2.0
package dev.outrider.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * What the disk itself takes for a sync: 4 KiB appended and fdatasync called, one after another.
 */
final class DiskSpeed {
  private static final int BLOCK = 4096;

  private DiskSpeed() {}

  /** Seconds of each sync, sorted. */
  static double[] syncs(Path folder, int number) throws IOException {
    Path file = folder.resolve("disk-speed");
    double[] seconds = new double[number];
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      for (int i = 0; i < number; i++) {
        channel.write(ByteBuffer.allocate(BLOCK));
        long start = System.nanoTime();
        channel.force(false);
        seconds[i] = (System.nanoTime() - start) / 1e9;
      }
    } finally {
      Files.deleteIfExists(file);
    }
    Arrays.sort(seconds);
    return seconds;
  }
}
