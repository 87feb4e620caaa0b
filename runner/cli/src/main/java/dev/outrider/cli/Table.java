// SPDX-License-Identifier: Apache-2.0
package dev.outrider.cli;

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

  void row(String... cells) {
    rows.add(cells);
  }

  void print(Terminal terminal) {
    print(terminal.out(), terminal.columns());
  }

  void print(PrintWriter out, int width) {
    int columns = rows.get(0).length;
    StringBuilder format = new StringBuilder();
    int taken = 0;
    for (int i = 0; i < columns - 1; i++) {
      int widest = 0;
      for (String[] row : rows) {
        widest = Math.max(widest, row[i].length());
      }
      format.append("%-").append(widest).append("s").append(GAP);
      taken += widest + GAP.length();
    }
    int last = Math.max(NARROWEST, width - taken);
    String[] empty = new String[columns - 1];
    Arrays.fill(empty, "");
    for (String[] row : rows) {
      Object[] before = Arrays.copyOf(row, columns - 1, Object[].class);
      for (String line : wrap(row[columns - 1], last)) {
        out.println((String.format(format.toString(), before) + line).stripTrailing());
        before = empty;
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
