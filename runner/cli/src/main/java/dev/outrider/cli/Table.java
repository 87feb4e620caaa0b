// SPDX-License-Identifier: Apache-2.0
package dev.outrider.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Rows in aligned columns; the last column wraps at the terminal's width. */
final class Table {

  private static final int WIDTH = 80;
  private static final int NARROWEST = 16;
  private static final String GAP = "  ";

  private final List<String[]> rows = new ArrayList<>();

  Table(String... titles) {
    rows.add(titles);
  }

  void row(String... cells) {
    rows.add(cells);
  }

  void print(Terminal terminal) {
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
    int last = Math.max(NARROWEST, width(terminal) - taken);
    String[] empty = new String[columns - 1];
    Arrays.fill(empty, "");
    for (String[] row : rows) {
      Object[] before = Arrays.copyOf(row, columns - 1, Object[].class);
      for (String line : wrap(row[columns - 1], last)) {
        terminal.out().println((String.format(format.toString(), before) + line).stripTrailing());
        before = empty;
      }
    }
  }

  private static int width(Terminal terminal) {
    String columns = terminal.environment().getOrDefault("COLUMNS", "");
    return columns.matches("[1-9][0-9]{1,3}") ? Integer.parseInt(columns) : WIDTH;
  }

  private static List<String> wrap(String text, int width) {
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
