// SPDX-License-Identifier: Apache-2.0
package dev.outrider.cli;

import java.util.List;

/** What was asked for cannot be done; nothing was. The message lists all problems. */
final class UsageException extends Exception {
  private static final long serialVersionUID = 1L;

  UsageException(List<String> problems) {
    super(
        problems.size() == 1
            ? problems.get(0)
            : problems.size() + " problems:\n  " + String.join("\n  ", problems));
  }

  UsageException(String problem) {
    this(List.of(problem));
  }
}
