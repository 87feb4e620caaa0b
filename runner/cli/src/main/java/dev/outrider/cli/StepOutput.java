// SPDX-License-Identifier: Apache-2.0
package dev.outrider.cli;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.util.function.Consumer;

/**
 * What plain steps print with {@code System.out} and {@code System.err} while a run is shown: it
 * goes on to the terminal, a whole line at a time. Closing restores both streams. Thread-safe.
 */
final class StepOutput implements AutoCloseable {
  private final PrintStream out = System.out;
  private final PrintStream err = System.err;
  private final Lines outLines;
  private final Lines errLines;
  private final PrintStream outPrint;
  private final PrintStream errPrint;

  private StepOutput(boolean besideOutput, Consumer<Runnable> screen) {
    outLines = new Lines(besideOutput ? err : out, screen);
    errLines = new Lines(err, screen);
    outPrint = new PrintStream(outLines, true, Charset.defaultCharset());
    errPrint = new PrintStream(errLines, true, Charset.defaultCharset());
    System.setOut(outPrint);
    System.setErr(errPrint);
  }

  /**
   * Lines go where they are printed to.
   *
   * @param screen makes room, and does what it is given: that prints the lines
   */
  static StepOutput on(Consumer<Runnable> screen) {
    return new StepOutput(false, screen);
  }

  /** All lines go to the standard error, for the standard output is somebody else's. */
  static StepOutput besideOutput() {
    return new StepOutput(true, Runnable::run);
  }

  /** A line that was begun and not ended is printed as it is. */
  @Override
  public void close() {
    outLines.end();
    errLines.end();
    if (System.out == outPrint) {
      System.setOut(out);
    }
    if (System.err == errPrint) {
      System.setErr(err);
    }
  }

  /** Holds a line until it is whole. */
  private static final class Lines extends OutputStream {
    private static final int LONGEST = 64 << 10;

    private final PrintStream to;
    private final Consumer<Runnable> screen;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    Lines(PrintStream to, Consumer<Runnable> screen) {
      this.to = to;
      this.screen = screen;
    }

    @Override
    public synchronized void write(int b) {
      line.write(b);
      if (b == '\n' || line.size() >= LONGEST) {
        print();
      }
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) {
      int from = offset;
      for (int i = offset; i < offset + length; i++) {
        if (bytes[i] == '\n') {
          line.write(bytes, from, i + 1 - from);
          from = i + 1;
          print();
        }
      }
      line.write(bytes, from, offset + length - from);
      if (line.size() >= LONGEST) {
        print();
      }
    }

    synchronized void end() {
      if (line.size() > 0) {
        line.write('\n');
        print();
      }
    }

    private void print() {
      byte[] whole = line.toByteArray();
      line.reset();
      screen.accept(
          () -> {
            to.write(whole, 0, whole.length);
            to.flush();
          });
    }
  }
}
