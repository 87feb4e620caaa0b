// SPDX-License-Identifier: Apache-2.0
package dev.outrider.step.text;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** Stack traces as texts: frames that repeat are written once. */
public final class TraceText {

  private static final String FRAME = "\tat ";
  private static final List<String> CONTINUING = Arrays.asList("    ", "\t", "Caused by: ");
  private static final int LONGEST_CYCLE = 16;
  private static final int MOST_EQUAL = 3;

  private TraceText() {}

  /**
   * The trace with frames that repeat, one by one or in turns as where methods call each other,
   * written once, and a line that says how often.
   */
  public static String folded(String trace) {
    List<String> lines = Arrays.asList(trace.split("\n", -1));
    StringBuilder text = new StringBuilder(Math.min(trace.length(), 1 << 16));
    int at = 0;
    while (at < lines.size()) {
      int cycle = 1;
      int times = 1;
      for (int each = 1; each <= LONGEST_CYCLE && times <= MOST_EQUAL; each++) {
        cycle = each;
        times = repetitions(lines, at, each);
      }
      if (times <= MOST_EQUAL) {
        append(text, Collections.singletonList(lines.get(at)), at);
        at++;
        continue;
      }
      append(text, lines.subList(at, at + cycle), at);
      text.append("\n\t... ")
          .append(cycle == 1 ? "this frame" : "these " + cycle + " frames")
          .append(' ')
          .append(times - 1)
          .append(" times more");
      at += cycle * times;
    }
    return text.toString();
  }

  /**
   * The trace as it is kept with the state of a run: at most {@link TextLimit#TRACE}, {@linkplain
   * #folded folded}, and no line longer than a message, so that frames remain after a long one.
   */
  public static String kept(String trace) {
    StringBuilder text = new StringBuilder(Math.min(trace.length(), 1 << 16));
    for (String line : folded(trace).split("\n", -1)) {
      text.append(text.length() == 0 ? "" : "\n").append(TextLimit.MESSAGE.cut(line));
    }
    return TextLimit.TRACE.cut(text.toString());
  }

  /**
   * A text of a log, in which no line but the first looks like one that Outrider writes: the others
   * are indented, unless they are those of a trace.
   */
  public static String continued(String text) {
    return VisibleText.indented(text, CONTINUING);
  }

  private static void append(StringBuilder text, List<String> lines, int at) {
    if (at > 0) {
      text.append('\n');
    }
    text.append(String.join("\n", lines));
  }

  /** How often the lines of a cycle of frames stand one behind the other. */
  private static int repetitions(List<String> lines, int from, int cycle) {
    if (from + cycle > lines.size() || !areFrames(lines.subList(from, from + cycle))) {
      return 1;
    }
    int same = 0;
    while (from + cycle + same < lines.size()
        && lines.get(from + cycle + same).equals(lines.get(from + same))) {
      same++;
    }
    return 1 + same / cycle;
  }

  private static boolean areFrames(List<String> lines) {
    return lines.stream().allMatch(line -> line.startsWith(FRAME));
  }
}
