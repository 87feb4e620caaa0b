// SPDX-License-Identifier: Apache-2.0
package dev.outrider.testkit;

import java.util.ArrayList;
import java.util.List;

/** Two columns of plain text, the left one as wide as it has to be. */
final class Table {

  private record Row(String left, List<String> right) {}

  private final List<Row> rows = new ArrayList<>();

  Table(String left, String right) {
    rows.add(new Row(left, List.of(right)));
  }

  /**
   * @param right one a line; an empty list is shown as a dash
   */
  void add(String left, List<String> right) {
    rows.add(new Row(left, right.isEmpty() ? List.of("-") : List.copyOf(right)));
  }

  @Override
  public String toString() {
    int width = rows.stream().mapToInt(row -> row.left.length()).max().orElseThrow();
    StringBuilder text = new StringBuilder();
    for (Row row : rows) {
      String left = row.left;
      for (String right : row.right) {
        text.append(left).append(" ".repeat(width - left.length() + 2)).append(right).append('\n');
        left = "";
      }
    }
    return text.toString();
  }
}
