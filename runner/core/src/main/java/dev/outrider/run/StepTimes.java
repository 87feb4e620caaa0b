// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How long a step ran, and how long it waited. A step runs while its platform reports that its job
 * runs. The rest of the time since its first attempt began is waiting: for a place, for its
 * platform, for the next attempt. Waiting for other steps does not count. Immutable.
 *
 * @param ran the sum over the attempts since the step started; empty if it has not
 * @param waited empty if the step has not started
 * @param ended when the step ended; empty if it has not
 */
public record StepTimes(
    Optional<Duration> ran, Optional<Duration> waited, Optional<Instant> ended) {

  /** The times of a step, up to now if it has not ended. */
  public static StepTimes of(StepState step, Instant now) {
    Optional<Instant> ended = step.phase().isFinal() ? Optional.of(step.since()) : Optional.empty();
    if (step.started().isEmpty()) {
      return new StepTimes(Optional.empty(), Optional.empty(), ended);
    }
    Instant started = step.started().get();
    Duration ran = ofAttempt(step, now);
    for (EarlierAttempt each : step.earlier().orElse(List.of())) {
      if (!each.begun().isBefore(started)) {
        ran = ran.plus(each.ran());
      }
    }
    Duration waited = between(started.plus(ran), ended.orElse(now));
    return new StepTimes(Optional.of(ran), Optional.of(waited), ended);
  }

  /** How long the step's last attempt ran, up to now if it has not ended. */
  public static Duration ofAttempt(StepState step, Instant now) {
    return step.ranFrom()
        .map(from -> between(from, endOfAttempt(step).orElse(now)))
        .orElse(Duration.ZERO);
  }

  /** When the step's last attempt ended; empty if it has not, or if there is none. */
  public static Optional<Instant> endOfAttempt(StepState step) {
    boolean over = step.phase().isFinal() || step.phase() == Phase.BACKING_OFF;
    return over && step.started().isPresent() ? Optional.of(step.since()) : Optional.empty();
  }

  /** Never negative: a clock may have been set back. */
  static Duration between(Instant from, Instant to) {
    return to.isBefore(from) ? Duration.ZERO : Duration.between(from, to);
  }
}
