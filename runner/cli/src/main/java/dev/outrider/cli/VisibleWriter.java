// SPDX-License-Identifier: Apache-2.0
package dev.outrider.cli;

import dev.outrider.step.text.VisibleText;
import java.io.PrintWriter;
import java.util.List;

/**
 * What Outrider prints, with texts of steps, platforms and files in it: control characters but
 * newline and tab are shown and not sent, and a newline within a printed line does not begin a line
 * of Outrider's own.
 */
final class VisibleWriter extends PrintWriter {
  /** How lines begin that are indented already, or are those of a trace. */
  private static final List<String> SAFE = List.of(" ", "\t", "Caused by: ");

  private final PrintWriter raw;

  private VisibleWriter(PrintWriter raw) {
    super(raw);
    this.raw = raw;
  }

  /** Of a writer that shows controls already, that writer. */
  static VisibleWriter over(PrintWriter raw) {
    return raw instanceof VisibleWriter visible ? visible : new VisibleWriter(raw);
  }

  /** Sends everything as it is. */
  PrintWriter raw() {
    return raw;
  }

  @Override
  public void write(int character) {
    write(String.valueOf((char) character));
  }

  @Override
  public void write(char[] characters, int offset, int length) {
    write(new String(characters, offset, length));
  }

  @Override
  public void write(String text, int offset, int length) {
    raw.write(VisibleText.lines(text.substring(offset, offset + length)));
  }

  @Override
  public void write(String text) {
    write(text, 0, text.length());
  }

  @Override
  public void println() {
    raw.println();
  }

  @Override
  public void println(Object value) {
    println(String.valueOf(value));
  }

  @Override
  public void println(String text) {
    raw.println(VisibleText.lines(VisibleText.indented(text, SAFE)));
  }
}
