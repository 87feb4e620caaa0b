// SPDX-License-Identifier: Apache-2.0
package dev.outrider.cli;

import dev.outrider.step.text.VisibleText;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Rows in aligned columns; the last column wraps at the terminal's width. */
final class Table {

  private static final int NARROWEST = 16;
  private static final String GAP = "  ";

  private final List<String[]> rows = new ArrayList<>();

  /**
   * @param titles the first row; none for a table without
   */
  Table(String... titles) {
    if (titles.length > 0) {
      rows.add(titles);
    }
  }

  /** A cell has one line: a newline in it is shown. */
  void row(String... cells) {
    rows.add(Arrays.stream(cells).map(VisibleText::line).toArray(String[]::new));
  }

  void print(Terminal terminal) {
    print(terminal.out(), terminal.columns());
  }

  void print(PrintWriter out, int width) {
    int columns = rows.get(0).length;
    int[] widths = new int[columns - 1];
    int taken = 0;
    for (int i = 0; i < columns - 1; i++) {
      for (String[] row : rows) {
        widths[i] = Math.max(widths[i], row[i].length());
      }
      taken += widths[i] + GAP.length();
    }
    int last = Math.max(NARROWEST, width - taken);
    for (String[] row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < columns - 1; i++) {
        line.append(row[i]).append(" ".repeat(widths[i] - row[i].length())).append(GAP);
      }
      for (String part : wrap(row[columns - 1], last)) {
        out.println((line + part).stripTrailing());
        line.setLength(0);
        line.append(" ".repeat(taken));
      }
    }
  }

  /** Breaks text into lines between its words. */
  static List<String> wrap(String text, int width) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : text.split(" ")) {
      if (line.length() > 0 && line.length() + 1 + word.length() > width) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.length() > 0 ? " " : "").append(word);
    }
    lines.add(line.toString());
    return lines;
  }
}
