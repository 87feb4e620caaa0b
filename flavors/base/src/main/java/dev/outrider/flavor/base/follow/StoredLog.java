// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.base.follow;

import dev.outrider.flavor.LogCursor;
import dev.outrider.flavor.LogPage;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;

/**
 * One page of a log that a platform keeps as files in a store, which are read one after the other.
 * A cursor is the number of lines that were read of all of them. For one thread.
 */
public final class StoredLog {
  private static final int MOST_LINES = 2000;

  private final LogCursor from;
  private final int start;
  private final List<String> lines = new ArrayList<>();
  private int skipped;

  /**
   * @throws IOException when the cursor is of no such log
   */
  public StoredLog(LogCursor from) throws IOException {
    if (!from.equals(LogCursor.START) && !from.position().matches("\\d{1,9}")) {
      throw new IOException("'" + from.position() + "' is no place in a log.");
    }
    this.from = from;
    this.start = from.equals(LogCursor.START) ? 0 : Integer.parseInt(from.position());
    this.skipped = start;
  }

  /**
   * One page of a log that is one text.
   *
   * @throws IOException as of {@link #StoredLog}
   */
  public static LogPage page(String text, LogCursor from) throws IOException {
    StoredLog log = new StoredLog(from);
    log.read("log", new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), line -> {});
    return log.page();
  }

  /**
   * Reads the next file.
   *
   * @param name its name; what ends in {@code .gz} is zipped
   * @param content is closed
   * @param seen gets each line, also those before the page and after it
   * @throws IOException when it could not be read
   */
  public void read(String name, InputStream content, Consumer<String> seen) throws IOException {
    try (InputStream in = content;
        BufferedReader reader =
            new BufferedReader(
                new InputStreamReader(
                    name.endsWith(".gz") ? new GZIPInputStream(in) : in, StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        seen.accept(line);
        if (skipped > 0) {
          skipped--;
        } else if (lines.size() < MOST_LINES) {
          lines.add(line);
        }
      }
    }
  }

  /** The lines that were read; empty where there are none after the cursor yet. */
  public LogPage page() {
    return new LogPage(
        lines, lines.isEmpty() ? from : new LogCursor(Integer.toString(start + lines.size())));
  }
}
