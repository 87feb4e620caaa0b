// SPDX-License-Identifier: Apache-2.0
package dev.outrider.application.log;

import java.util.Optional;

/** An error that Spark or Hadoop logged. */
public final class LoggedError {

  private final String message;
  private final Optional<Throwable> thrown;

  /**
   * @param message what was logged, secrets not masked
   * @param thrown the exception beside it
   */
  public LoggedError(String message, Optional<Throwable> thrown) {
    this.message = message;
    this.thrown = thrown;
  }

  /** The later error of the same logger; the exception may stand beside the earlier one. */
  LoggedError then(LoggedError later) {
    return new LoggedError(later.message, later.thrown.isPresent() ? later.thrown : thrown);
  }

  /** What was logged, secrets not masked. */
  public String message() {
    return message;
  }

  /** The exception beside it. */
  public Optional<Throwable> thrown() {
    return thrown;
  }
}
