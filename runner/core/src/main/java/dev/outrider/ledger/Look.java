// SPDX-License-Identifier: Apache-2.0
package dev.outrider.ledger;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/**
 * The next time that an operator is asked for its jobs.
 *
 * @param operator the step operator
 * @param jobs how many of the run's jobs it is asked for
 * @param due when
 * @param every after how long it is asked again as things are
 * @param why why then, for people
 */
public record Look(String operator, int jobs, Instant due, Duration every, String why) {
  public Look {
    Objects.requireNonNull(operator, "operator");
    Objects.requireNonNull(due, "due");
    Objects.requireNonNull(every, "every");
    Objects.requireNonNull(why, "why");
  }
}
