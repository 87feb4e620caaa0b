// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import dev.outrider.pipeline.Deadlines;
import dev.outrider.step.FailureKind;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * When patience with a job ends, and what its attempt has failed of then.
 *
 * @param told the reason, with a place for the limit
 */
record JobDeadline(Instant at, FailureKind kind, String told, Duration limit) {

  /**
   * The next one.
   *
   * @param limits of the step
   * @param isPlain whether the step works in this process, and gives no signs of life
   * @return empty where there is no job, or nothing limits it
   */
  static Optional<JobDeadline> of(
      StepState step, Deadlines limits, boolean isPlain, RunPolicy policy) {
    if (step.phase() == Phase.CANCELLING) {
      Instant end = step.stop().orElseThrow().since().plus(policy.confirmLimit());
      return Optional.of(new JobDeadline(end, FailureKind.PLATFORM, "", policy.confirmLimit()));
    }
    if (step.phase() != Phase.FOLLOWING) {
      return Optional.empty();
    }
    if (step.running().isEmpty()) {
      return limits.queue().map(limit -> queue(step, limit));
    }
    Optional<JobDeadline> run = limits.run().map(limit -> run(step, limit, policy.runGrace()));
    if (isPlain) {
      return run;
    }
    Optional<JobDeadline> alive =
        step.beat().isPresent()
            ? limits.silence().map(limit -> silence(step, limit))
            : limits.start().map(limit -> start(step, limit));
    if (run.isEmpty() || alive.isEmpty()) {
      return run.or(() -> alive);
    }
    return alive.get().at().isBefore(run.get().at()) ? alive : run;
  }

  private static JobDeadline queue(StepState step, Duration limit) {
    return new JobDeadline(
        step.submitted().orElseThrow().plus(limit),
        FailureKind.CAPACITY,
        "the platform has not begun the job within the queue deadline of %s",
        limit);
  }

  private static JobDeadline run(StepState step, Duration limit, Duration grace) {
    return new JobDeadline(
        step.running().orElseThrow().plus(limit).plus(grace),
        FailureKind.TIMEOUT,
        "the run deadline of %s has passed",
        limit);
  }

  private static JobDeadline silence(StepState step, Duration limit) {
    return new JobDeadline(
        step.beat().orElseThrow().seen().plus(limit),
        FailureKind.PLATFORM,
        "the job gave no sign of life within the silence deadline of %s",
        limit);
  }

  private static JobDeadline start(StepState step, Duration limit) {
    // what nobody looked at may have begun meanwhile
    Instant running = step.running().orElseThrow();
    Instant looked = running.isAfter(step.since()) ? running : step.since();
    return new JobDeadline(
        looked.plus(limit),
        FailureKind.PLATFORM,
        "the step has not begun within the start deadline of %s",
        limit);
  }

  String reason() {
    return String.format(told, text(limit));
  }

  /** A limit, for people. */
  static String text(Duration limit) {
    String text = limit.toString().substring(2).toLowerCase(Locale.ROOT);
    return text.replaceAll("(?<=[hm])(?=\\d)", " ");
  }
}
