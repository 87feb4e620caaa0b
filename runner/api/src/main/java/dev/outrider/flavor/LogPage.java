// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor;

import java.util.List;
import java.util.Objects;

/**
 * Some lines of a job's log, in order.
 *
 * @param lines without their ends; empty where there is nothing more by now
 * @param next where the next page begins
 * @param isCut whether the last line is longer than a page: its rest begins the next page
 */
public record LogPage(List<String> lines, LogCursor next, boolean isCut) {
  public LogPage {
    lines = List.copyOf(lines);
    Objects.requireNonNull(next, "next");
  }

  /** A page whose last line is whole. */
  public LogPage(List<String> lines, LogCursor next) {
    this(lines, next, false);
  }

  /** The lines as they stand in the log, each with its end. */
  public String text() {
    String text = String.join("\n", lines);
    return lines.isEmpty() || isCut ? text : text + "\n";
  }
}
