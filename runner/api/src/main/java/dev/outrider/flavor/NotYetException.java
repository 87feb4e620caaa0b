// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor;

import java.time.Duration;
import java.util.Objects;

/**
 * The platform is getting ready: surely there is no job, and the same order can be submitted later.
 * It counts neither as an attempt nor as a failure.
 */
public final class NotYetException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Duration after;
  private final Duration limit;

  /**
   * @param after when to submit again; positive
   * @param awaited what the step waits for, in the platform's words: {@code cluster outrider-r1,
   *     which is PROVISIONING}
   * @param limit how long the platform may take in all, for a step without a queue deadline;
   *     positive
   */
  public NotYetException(Duration after, String awaited, Duration limit) {
    super(Objects.requireNonNull(awaited, "awaited"));
    this.after = positive(after, "after");
    this.limit = positive(limit, "limit");
  }

  private static Duration positive(Duration time, String name) {
    if (time.isZero() || time.isNegative()) {
      throw new IllegalArgumentException("'" + name + "' was " + time + " but must be positive.");
    }
    return time;
  }

  /** When to submit again. */
  public Duration after() {
    return after;
  }

  /** How long the platform may take in all, for a step without a queue deadline. */
  public Duration limit() {
    return limit;
  }
}
