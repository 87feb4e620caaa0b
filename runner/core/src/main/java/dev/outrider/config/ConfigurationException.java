// SPDX-License-Identifier: Apache-2.0
package dev.outrider.config;

import java.util.List;

/** The configuration has problems. The message lists all that were found. */
public final class ConfigurationException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient List<String> problems;

  /**
   * @param problems a full sentence for each problem with its file and line, at least one
   */
  public ConfigurationException(List<String> problems) {
    super(
        problems.size() == 1
            ? problems.get(0)
            : problems.size()
                + " problems in the configuration:\n  "
                + String.join("\n  ", problems));
    this.problems = List.copyOf(problems);
  }

  /** The problems, a full sentence each, in the order of files and lines. */
  public List<String> problems() {
    return problems;
  }
}
