// SPDX-License-Identifier: Apache-2.0
package dev.outrider.bench;

import java.io.PrintStream;
import java.util.Locale;

/** Prints what was measured, for people and for scripts. */
final class Figures {

  private final PrintStream out;

  Figures(PrintStream out) {
    this.out = out;
  }

  void say(String format, Object... values) {
    out.printf(Locale.ROOT, "# " + format + "%n", values);
  }

  void figure(String name, double value, String unit) {
    out.printf(Locale.ROOT, "figure %s %.3f %s%n", name, value, unit);
  }

  /** Median and range of one contender. */
  void seconds(String name, Rounds rounds, String contender) {
    say(
        "%s: median %.3f s, from %.3f to %.3f s",
        contender, rounds.median(contender), rounds.min(contender), rounds.max(contender));
    figure(name, rounds.median(contender), "s");
  }
}
