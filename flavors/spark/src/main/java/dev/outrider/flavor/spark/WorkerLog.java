// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.spark;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A part of a driver's output, as the page of its worker gives it: {@code
 * org.apache.spark.deploy.worker.ui.LogPage.renderLog}. Pure.
 *
 * @param start of the first byte, in the whole
 * @param end of the byte after the last one
 * @param total how many bytes there are by now
 * @param text the bytes read as UTF-8 by the worker: a character that a border cuts is replaced
 */
record WorkerLog(long start, long end, long total, String text) {

  private static final Pattern HEADER =
      Pattern.compile("==== Bytes ([0-9]{1,18})-([0-9]{1,18}) of ([0-9]{1,18}) of (.*) ====");

  private static final String REPLACED = "\uFFFD";

  /** The folder is made when the driver's jar is fetched, shortly after the driver is launched. */
  private static final String NO_FOLDER = "Error: invalid log directory";

  /**
   * @throws IOException when it is no page of a log, or says that there is none
   */
  static WorkerLog of(String body, String address) throws IOException {
    int line = body.indexOf('\n');
    Matcher header = HEADER.matcher(line < 0 ? body : body.substring(0, line));
    if (!header.matches()) {
      throw new IOException(address + " answers what is no log of a worker");
    }
    String text = line < 0 ? "" : body.substring(line + 1);
    long total = Long.parseLong(header.group(3));
    if (total == 0 && text.startsWith(NO_FOLDER)) {
      return new WorkerLog(0, 0, 0, "");
    }
    if (total == 0 && text.startsWith("Error: ")) {
      throw new IOException(address + ": " + MasterClient.firstLine(text));
    }
    return new WorkerLog(
        Long.parseLong(header.group(1)), Long.parseLong(header.group(2)), total, text);
  }

  /**
   * The whole lines of a part, and the place after them.
   *
   * @param lines without their ends
   * @param next where the next part begins
   * @param isCut whether the last line is longer than the part: its rest begins the next one
   */
  record Lines(List<String> lines, long next, boolean isCut) {
    Lines(List<String> lines, long next) {
      this(lines, next, false);
    }
  }

  /**
   * @param ended whether nothing is printed any more, so that a last line without its end is whole
   */
  Lines lines(boolean ended) {
    int last = text.lastIndexOf('\n') + 1;
    boolean isEnd = ended && end == total;
    boolean isOneLongLine = last == 0 && end < total;
    if (last == text.length() || isEnd) {
      return new Lines(split(text), end);
    }
    if (isOneLongLine) {
      return cut();
    }
    String whole = text.substring(0, last);
    String rest = text.substring(last);
    // Where a character is replaced, its bytes cannot be counted; the other side's can.
    if (!rest.contains(REPLACED)) {
      return new Lines(split(whole), end - bytes(rest));
    }
    if (!whole.contains(REPLACED)) {
      return new Lines(split(whole), start + bytes(whole));
    }
    // Neither can: the line is cut, and nothing is given twice.
    return new Lines(split(text), end);
  }

  /** Before a character that the end may have cut, where the bytes can be counted. */
  private Lines cut() {
    int length = text.length();
    while (length > 0 && text.charAt(length - 1) == REPLACED.charAt(0)) {
      length--;
    }
    String whole = text.substring(0, length);
    return whole.isEmpty() || whole.contains(REPLACED)
        ? new Lines(List.of(text), end, true)
        : new Lines(List.of(whole), start + bytes(whole), true);
  }

  private static List<String> split(String text) {
    if (text.isEmpty()) {
      return List.of();
    }
    String whole = text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
    return Arrays.stream(whole.split("\n", -1))
        .map(line -> line.endsWith("\r") ? line.substring(0, line.length() - 1) : line)
        .toList();
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
