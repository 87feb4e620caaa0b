// SPDX-License-Identifier: Apache-2.0
package dev.outrider.cli;

import dev.outrider.step.text.VisibleText;
import dev.outrider.step.value.JsonForm;
import java.io.PrintWriter;
import java.util.function.UnaryOperator;

/**
 * A log on its way to the output: as it is, or as the text in a JSON object. It is printed piece by
 * piece, for it may be larger than the memory.
 */
final class LogOutput {
  private static final String NO_TEXT = "\"\"";

  private final PrintWriter out;
  private final String before;
  private final String after;
  private final UnaryOperator<String> form;
  private boolean hasText;

  private LogOutput(PrintWriter out, String before, String after, UnaryOperator<String> form) {
    this.out = out;
    this.before = before;
    this.after = after;
    this.form = form;
  }

  /** Prints the pieces alone. */
  static LogOutput text(PrintWriter out) {
    return new LogOutput(out, "", "", piece -> piece);
  }

  /**
   * Prints an object of which the log is the last member.
   *
   * @param empty the object with an empty text, in JSON
   */
  static LogOutput json(PrintWriter out, String empty) {
    int text = empty.lastIndexOf(NO_TEXT) + 1;
    return new LogOutput(out, empty.substring(0, text), empty.substring(text), LogOutput::escaped);
  }

  private static String escaped(String piece) {
    String json = VisibleText.json(JsonForm.writePretty(piece, String.class, "output"));
    return json.substring(json.indexOf('"') + 1, json.lastIndexOf('"'));
  }

  void add(String piece) {
    if (!piece.isEmpty()) {
      out.print(hasText ? "" : before);
      out.print(form.apply(piece));
      hasText = true;
    }
  }

  /** Whether anything was added. */
  boolean hasText() {
    return hasText;
  }

  /** Prints what comes behind the log. */
  void end() {
    out.print(hasText ? after : before + after);
  }
}
