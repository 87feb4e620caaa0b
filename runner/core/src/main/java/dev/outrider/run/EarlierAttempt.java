// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import dev.outrider.step.FailureKind;
import dev.outrider.step.text.TextLimit;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * An attempt of a step that another attempt has followed. Immutable.
 *
 * @param attempt its number, from 1 on
 * @param begun when it began
 * @param running when its job began to run, as far as Outrider knows; empty if it never did
 * @param ended when it ended, as far as Outrider knows
 * @param kind the kind of its failure; empty if it did not fail
 * @param reason why it ended, of which at most 200 characters are kept; may be empty
 */
public record EarlierAttempt(
    int attempt,
    Instant begun,
    Optional<Instant> running,
    Instant ended,
    Optional<FailureKind> kind,
    String reason) {

  public EarlierAttempt {
    Objects.requireNonNull(begun, "begun");
    Objects.requireNonNull(running, "running");
    Objects.requireNonNull(ended, "ended");
    Objects.requireNonNull(kind, "kind");
    reason = TextLimit.PROGRESS.cut(reason);
  }

  /** How long its job ran. */
  public Duration ran() {
    return running.map(from -> StepTimes.between(from, ended)).orElse(Duration.ZERO);
  }
}
