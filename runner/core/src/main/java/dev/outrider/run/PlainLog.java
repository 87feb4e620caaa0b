// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import dev.outrider.step.attempt.FailureText;
import dev.outrider.step.text.Masks;
import dev.outrider.step.text.TraceText;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Locale;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;

/**
 * The lines of one plain step, from INFO on, until they are stored. It is the step's own logger
 * too. A newline in a text begins no line that looks like another. When the store is out of reach
 * for long the oldest lines are given up, and a line says how many. Thread-safe.
 */
final class PlainLog extends LegacyAbstractLogger {
  private static final long serialVersionUID = 1L;
  private static final int MOST_BYTES = 16 << 20;

  private final transient InstantSource clock;
  private final transient Masks masks;
  private final transient Deque<byte[]> waiting = new ArrayDeque<>();
  private transient int bytes;
  private transient long givenUp;

  PlainLog(String step, InstantSource clock, Masks masks) {
    this.name = step;
    this.clock = clock;
    this.masks = masks;
  }

  @Override
  protected String getFullyQualifiedCallerName() {
    return null;
  }

  @Override
  protected void handleNormalizedLoggingCall(
      Level level, Marker marker, String pattern, Object[] arguments, Throwable thrown) {
    add(level, "", pattern, arguments, thrown);
  }

  /**
   * Adds a line, and a stack trace below it.
   *
   * @param source stands before the message; may be empty
   * @param thrown may be null, as in slf4j
   */
  void add(Level level, String source, String pattern, Object[] arguments, Throwable thrown) {
    String message = MessageFormatter.basicArrayFormat(pattern, arguments);
    String line =
        String.format(Locale.ROOT, "%s %-5s %s%s", clock.instant(), level, source, message);
    String trace = thrown == null ? "" : TraceText.continued(FailureText.trace(thrown));
    add(TraceText.continued(line) + "\n" + trace);
  }

  /** Adds why the step failed: up to 1 MiB. */
  void stackTrace(Throwable thrown) {
    add(TraceText.continued(FailureText.trace(thrown)));
  }

  private synchronized void add(String text) {
    byte[] line = masks.mask(text).getBytes(StandardCharsets.UTF_8);
    waiting.addLast(line);
    bytes += line.length;
    while (bytes > MOST_BYTES) {
      bytes -= waiting.removeFirst().length;
      givenUp++;
    }
  }

  /** Whether lines wait. */
  synchronized boolean hasLines() {
    return bytes > 0;
  }

  /** Takes the lines that wait; empty when there are none. */
  synchronized byte[] take() {
    StringBuilder note = new StringBuilder();
    if (givenUp > 0) {
      note.append("[outrider: ").append(givenUp);
      note.append(" earlier lines could not be stored and were given up]\n");
    }
    byte[] first = note.toString().getBytes(StandardCharsets.UTF_8);
    byte[] taken = Arrays.copyOf(first, first.length + bytes);
    int at = first.length;
    for (byte[] line : waiting) {
      System.arraycopy(line, 0, taken, at, line.length);
      at += line.length;
    }
    waiting.clear();
    bytes = 0;
    givenUp = 0;
    return taken;
  }

  @Override
  public boolean isTraceEnabled() {
    return false;
  }

  @Override
  public boolean isDebugEnabled() {
    return false;
  }

  @Override
  public boolean isInfoEnabled() {
    return true;
  }

  @Override
  public boolean isWarnEnabled() {
    return true;
  }

  @Override
  public boolean isErrorEnabled() {
    return true;
  }
}
