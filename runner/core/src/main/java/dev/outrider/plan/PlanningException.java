// SPDX-License-Identifier: Apache-2.0
package dev.outrider.plan;

import java.util.List;

/**
 * A pipeline, or a class that was named as one, cannot be planned. The message lists every problem
 * that was found.
 */
public final class PlanningException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient List<String> problems;

  /**
   * @param subject what was planned, for example {@code pipeline 'flight-delays'}
   * @param problems a full sentence for each problem, at least one
   */
  public PlanningException(String subject, List<String> problems) {
    this(subject, problems, null);
  }

  /**
   * @param subject what was planned
   * @param problems a full sentence for each problem, at least one
   * @param cause what was thrown; null where nothing was
   */
  public PlanningException(String subject, List<String> problems, Throwable cause) {
    super(message(subject, problems), cause);
    this.problems = List.copyOf(problems);
  }

  /** The problems, a full sentence each, in the order of the pipeline's definition. */
  public List<String> problems() {
    return problems;
  }

  private static String message(String subject, List<String> problems) {
    return problems.size() == 1
        ? problems.get(0)
        : problems.size() + " problems in " + subject + ":\n  " + String.join("\n  ", problems);
  }
}
