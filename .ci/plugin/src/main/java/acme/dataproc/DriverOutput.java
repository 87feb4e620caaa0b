// SPDX-License-Identifier: Apache-2.0
package acme.dataproc;

import dev.outrider.flavor.LogCursor;
import dev.outrider.flavor.LogPage;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What a driver has printed, in a file, a page at a time. The cursor is the bytes before it. */
final class DriverOutput {
  private static final int PAGE = 256 * 1024;

  private DriverOutput() {}

  static LogPage read(Path file, LogCursor from) throws IOException {
    if (!Files.exists(file)) {
      return new LogPage(List.of(), from);
    }
    long start = from.equals(LogCursor.START) ? 0 : Long.parseLong(from.position());
    byte[] bytes = new byte[PAGE];
    int read;
    try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "r")) {
      open.seek(start);
      read = Math.max(0, open.read(bytes));
    }
    if (read == 0) {
      return new LogPage(List.of(), from);
    }
    // whole lines, unless one is longer than a page
    int end = read;
    while (end > 0 && bytes[end - 1] != '\n') {
      end--;
    }
    int taken = end == 0 ? read : end;
    String text = new String(bytes, 0, taken, StandardCharsets.UTF_8);
    return new LogPage(text.lines().toList(), new LogCursor(Long.toString(start + taken)));
  }
}
