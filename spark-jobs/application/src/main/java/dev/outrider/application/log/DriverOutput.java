// SPDX-License-Identifier: Apache-2.0
package dev.outrider.application.log;

import dev.outrider.step.text.MaskedText;
import dev.outrider.step.text.Masks;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UnsupportedEncodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;

/**
 * The driver's output while a step runs: what is printed, and what is logged, goes on to where it
 * went before, and into a {@link LogBuffer}, without secrets. Closing it restores {@code
 * System.out} and {@code System.err}.
 */
public final class DriverOutput implements AutoCloseable {

  private final PrintStream out = System.out;
  private final PrintStream err = System.err;
  private final Tee teeOut;
  private final Tee teeErr;
  private final Map<String, LoggedError> errors = new ConcurrentHashMap<>();
  private final AutoCloseable logging;

  private DriverOutput(LogBuffer buffer, Masks masks) {
    teeOut = new Tee(out, buffer, masks);
    teeErr = new Tee(err, buffer, masks);
    System.setOut(print(teeOut));
    System.setErr(print(teeErr));
    logging =
        attach(buffer, masks, (logger, error) -> errors.merge(logger, error, LoggedError::then));
  }

  /** Starts to copy what this JVM prints and logs. */
  public static DriverOutput capture(LogBuffer buffer, Masks masks) {
    return new DriverOutput(buffer, masks);
  }

  /** Hands lines on that were begun and not ended, to be stored with what is before them. */
  public void flush() {
    System.out.flush();
    System.err.flush();
    teeOut.handOn();
    teeErr.handOn();
  }

  /** The last error that a class of Spark or Hadoop has logged so far. */
  public Optional<LoggedError> lastError(String className) {
    return Optional.ofNullable(errors.get(className.replaceFirst("\\$.*", "")));
  }

  /** Lines that were begun and not ended are stored as they are. */
  @Override
  public void close() {
    System.out.flush();
    System.err.flush();
    teeOut.end();
    teeErr.end();
    System.setOut(out);
    System.setErr(err);
    try {
      logging.close();
    } catch (Exception e) {
      err.println("outrider: the log could not be detached: " + e);
    }
  }

  /**
   * Logging keeps the stream it was set up with, so lines are taken from the logging system itself.
   */
  private static AutoCloseable attach(
      LogBuffer buffer, Masks masks, BiConsumer<String, LoggedError> errors) {
    try {
      return Log4jLines.attach(buffer, masks, errors);
    } catch (LinkageError | RuntimeException e) {
      buffer.add(
          "[outrider: log lines are not copied here: this platform does not log by Log4j 2]\n");
      return () -> {};
    }
  }

  private static PrintStream print(Tee tee) {
    try {
      return new PrintStream(tee, true, StandardCharsets.UTF_8.name());
    } catch (UnsupportedEncodingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Hands whole lines on, and a longer line than any in parts of whole characters. */
  private static final class Tee extends OutputStream {
    private static final int LONGEST_LINE = 64 << 10;

    private final PrintStream original;
    private final LogBuffer buffer;
    private final MaskedText masked;
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final StringBuilder waiting = new StringBuilder();

    Tee(PrintStream original, LogBuffer buffer, Masks masks) {
      this.original = original;
      this.buffer = buffer;
      this.masked = new MaskedText(masks, StandardCharsets.UTF_8);
    }

    @Override
    public synchronized void write(int b) {
      printed.write(b);
      if (b == '\n' || printed.size() >= LONGEST_LINE) {
        mask();
        handOn(waiting.lastIndexOf("\n") + 1);
        if (waiting.length() >= LONGEST_LINE) {
          handOn(waiting.length());
        }
      }
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
      for (int i = offset; i < offset + length; i++) {
        write(bytes[i]);
      }
    }

    /** Hands a line on that has not ended yet. */
    synchronized void handOn() {
      mask();
      waiting.append(masked.flush());
      handOn(waiting.length());
    }

    synchronized void end() {
      mask();
      waiting.append(masked.end());
      handOn(waiting.length());
    }

    private void mask() {
      waiting.append(masked.add(printed.toByteArray(), 0, printed.size()));
      printed.reset();
    }

    private void handOn(int length) {
      if (length > 0) {
        String text = waiting.substring(0, length);
        waiting.delete(0, length);
        buffer.add(text);
        byte[] bytes = text.getBytes(Charset.defaultCharset());
        original.write(bytes, 0, bytes.length);
        original.flush();
      }
    }
  }
}
