// SPDX-License-Identifier: Apache-2.0
package dev.outrider.cli;

import dev.outrider.step.text.MaskedText;
import dev.outrider.step.text.Masks;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * What a user's code prints in this process with {@code System.out} and {@code System.err}: it goes
 * on to the terminal, a whole line at a time. Closing restores both streams. Thread-safe.
 */
final class StepOutput implements AutoCloseable {
  private final PrintStream out = System.out;
  private final PrintStream err = System.err;
  private final Lines outLines;
  private final Lines errLines;
  private final PrintStream outPrint;
  private final PrintStream errPrint;

  private StepOutput(PrintWriter toOut, PrintWriter toErr, Consumer<Runnable> screen) {
    outLines = new Lines(toOut, screen, out);
    errLines = new Lines(toErr, screen, err);
    outPrint = new PrintStream(outLines, true, StandardCharsets.UTF_8);
    errPrint = new PrintStream(errLines, true, StandardCharsets.UTF_8);
    System.setOut(outPrint);
    System.setErr(errPrint);
  }

  /**
   * Lines go where they are printed to.
   *
   * @param screen makes room, and does what it is given: that prints the lines
   */
  static StepOutput on(Terminal terminal, Consumer<Runnable> screen) {
    return new StepOutput(terminal.out(), terminal.err(), screen);
  }

  /** All lines go to the standard error: the standard output has what the command was asked for. */
  static StepOutput besideOutput(Terminal terminal) {
    return new StepOutput(terminal.err(), terminal.err(), Runnable::run);
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

  /** Holds a line until it is whole, and a long one until it has a part of whole characters. */
  private static final class Lines extends OutputStream {
    private static final int LONGEST = 64 << 10;

    private final PrintWriter to;
    private final Consumer<Runnable> screen;
    private final PrintStream before;
    private final MaskedText characters = new MaskedText(new Masks(), StandardCharsets.UTF_8);
    private final StringBuilder waiting = new StringBuilder();
    private boolean ended;

    Lines(PrintWriter to, Consumer<Runnable> screen, PrintStream before) {
      this.to = to;
      this.screen = screen;
      this.before = before;
    }

    @Override
    public void write(int b) {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) {
      if (ended) {
        // who has kept the stream prints where it printed before
        before.write(bytes, offset, length);
        before.flush();
        return;
      }
      waiting.append(characters.add(bytes, offset, length));
      int whole = waiting.lastIndexOf("\n") + 1;
      print(waiting.length() - whole >= LONGEST ? waiting.length() : whole);
    }

    synchronized void end() {
      ended = true;
      waiting.append(characters.flush());
      if (waiting.length() > 0) {
        waiting.append('\n');
        print(waiting.length());
      }
    }

    private void print(int length) {
      if (length > 0) {
        String text = waiting.substring(0, length);
        waiting.delete(0, length);
        screen.accept(
            () -> {
              to.print(text);
              to.flush();
            });
      }
    }
  }
}
