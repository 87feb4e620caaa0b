// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.spark;

import dev.outrider.flavor.LogCursor;
import dev.outrider.flavor.LogPage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The file that a child prints into, read in pages of whole lines. */
final class ChildLog {

  private static final int PAGE = 256 * 1024;
  private static final int LONGEST_CHARACTER = 4;

  private ChildLog() {}

  /**
   * @param ended whether nothing is printed any more, so that a last line without its end is whole
   */
  static LogPage read(Path file, LogCursor from, boolean ended) throws IOException {
    long start = from.position().isEmpty() ? 0 : Long.parseLong(from.position());
    if (!Files.exists(file)) {
      return new LogPage(List.of(), new LogCursor(Long.toString(start)));
    }
    ByteBuffer bytes = ByteBuffer.allocate(PAGE);
    try (FileChannel channel = FileChannel.open(file)) {
      channel.position(start);
      while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
        continue;
      }
    }
    byte[] read = bytes.array();
    int size = bytes.position();
    List<String> lines = new ArrayList<>();
    int begin = 0;
    for (int i = 0; i < size; i++) {
      if (read[i] == '\n') {
        lines.add(line(read, begin, i));
        begin = i + 1;
      }
    }
    // A line longer than a page is cut; the last one has no end where the child had none.
    boolean isCut = begin == 0 && size == PAGE;
    if (isCut) {
      size = wholeCharacters(read, size);
    }
    if (begin < size && (ended && size < PAGE || isCut)) {
      lines.add(line(read, begin, size));
      begin = size;
    }
    return new LogPage(lines, new LogCursor(Long.toString(start + begin)), isCut);
  }

  /** Before the character that the end may cut; bytes that are no text are cut anywhere. */
  private static int wholeCharacters(byte[] bytes, int size) {
    int end = size - 1;
    while (end > size - LONGEST_CHARACTER && (bytes[end] & 0xc0) == 0x80) {
      end--;
    }
    return (bytes[end] & 0xc0) == 0xc0 ? end : size;
  }

  private static String line(byte[] bytes, int begin, int end) {
    int last = end > begin && bytes[end - 1] == '\r' ? end - 1 : end;
    return new String(bytes, begin, last - begin, StandardCharsets.UTF_8);
  }
}
