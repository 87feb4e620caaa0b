// SPDX-License-Identifier: Apache-2.0
package dev.outrider.application.log;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UnsupportedEncodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/**
 * The driver's output while a step runs: what is printed, and what is logged, goes on to where it
 * went before, and into a {@link LogBuffer}. Closing it restores {@code System.out} and {@code
 * System.err}.
 */
public final class DriverOutput implements AutoCloseable {

  private final PrintStream out = System.out;
  private final PrintStream err = System.err;
  private final Tee teeOut;
  private final Tee teeErr;
  private final AutoCloseable logging;

  private DriverOutput(LogBuffer buffer, Masks masks) {
    teeOut = new Tee(out, buffer);
    teeErr = new Tee(err, buffer);
    System.setOut(print(teeOut));
    System.setErr(print(teeErr));
    logging = attach(buffer, masks);
  }

  /** Starts to copy what this JVM prints and logs. */
  public static DriverOutput capture(LogBuffer buffer, Masks masks) {
    return new DriverOutput(buffer, masks);
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
  private static AutoCloseable attach(LogBuffer buffer, Masks masks) {
    try {
      return Log4jLines.attach(buffer, masks);
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

  /** Hands whole lines on, so that a secret is never cut in two. */
  private static final class Tee extends OutputStream {
    private static final int LONGEST_LINE = 64 << 10;

    private final PrintStream original;
    private final LogBuffer buffer;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    Tee(PrintStream original, LogBuffer buffer) {
      this.original = original;
      this.buffer = buffer;
    }

    @Override
    public synchronized void write(int b) {
      line.write(b);
      if (b == '\n' || line.size() >= LONGEST_LINE) {
        end();
      }
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
      for (int i = offset; i < offset + length; i++) {
        write(bytes[i]);
      }
    }

    synchronized void end() {
      if (line.size() > 0) {
        String text = new String(line.toByteArray(), StandardCharsets.UTF_8);
        line.reset();
        byte[] masked = buffer.add(text).getBytes(Charset.defaultCharset());
        original.write(masked, 0, masked.length);
        original.flush();
      }
    }
  }
}
