// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor;

/**
 * A place in a job's log.
 *
 * @param position the flavor's own word for it; empty for the start
 */
public record LogCursor(String position) {

  /** Before the first line. */
  public static final LogCursor START = new LogCursor("");
}
