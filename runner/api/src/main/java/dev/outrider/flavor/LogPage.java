// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor;

import java.util.List;
import java.util.Objects;

/**
 * Some lines of a job's log, in order.
 *
 * @param lines without their ends; may be empty
 * @param next where to go on
 */
public record LogPage(List<String> lines, LogCursor next) {
  public LogPage {
    lines = List.copyOf(lines);
    Objects.requireNonNull(next, "next");
  }
}
