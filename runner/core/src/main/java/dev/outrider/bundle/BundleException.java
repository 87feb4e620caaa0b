// SPDX-License-Identifier: Apache-2.0
package dev.outrider.bundle;

import java.util.List;

/**
 * A bundle that cannot be made. It carries every problem that was found, not only the first;
 * nothing has been written.
 */
public final class BundleException extends Exception {

  private static final long serialVersionUID = 1;

  private final transient List<String> problems;

  /**
   * All problems.
   *
   * @param problems each a sentence that says what is wrong and what to do; at least one
   */
  public BundleException(List<String> problems) {
    super(message(problems));
    this.problems = List.copyOf(problems);
  }

  /** One problem with its cause. */
  BundleException(String problem, Throwable cause) {
    super(problem, cause);
    this.problems = List.of(problem);
  }

  /** Each problem as one sentence or two; at least one. */
  public List<String> problems() {
    return problems;
  }

  private static String message(List<String> problems) {
    if (problems.isEmpty()) {
      throw new IllegalArgumentException("A bundle without a problem is no failure.");
    }
    return problems.size() == 1
        ? problems.get(0)
        : problems.size() + " problems with the bundle:\n  " + String.join("\n  ", problems);
  }
}
