// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import dev.outrider.flavor.FindResult;
import dev.outrider.flavor.JobStatus;
import dev.outrider.step.FailureKind;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Something that happened to a run. What belongs to an attempt that is over is ignored. */
public sealed interface RunEvent {
  /** A new run begins, or an owner takes one over. */
  record Begun() implements RunEvent {}

  /** The run was asked to stop. */
  record CancelWanted() implements RunEvent {}

  /** Something of one attempt. */
  sealed interface OfAttempt extends RunEvent {
    String step();

    int attempt();
  }

  /** What the attempt needs is in the artifact store. */
  record Prepared(String step, int attempt, String request) implements OfAttempt {}

  /** The attempt has one of the places that its operator has for live attempts. */
  record PlaceTaken(String step, int attempt) implements OfAttempt {}

  /** The platform has a job: just submitted, or found. */
  record HasJob(String step, int attempt, FindResult.Found found) implements OfAttempt {}

  /** Surely the platform has no job of this attempt, and it cannot be submitted. */
  record NotAccepted(String step, int attempt, FailureKind kind, String reason)
      implements OfAttempt {}

  /**
   * Surely the platform has no job of this attempt, and is getting ready for one.
   *
   * @param after when it is submitted again
   * @param awaited what it waits for
   * @param limit how long that may take, where the step has no queue deadline
   */
  record NotYet(String step, int attempt, Duration after, String awaited, Duration limit)
      implements OfAttempt {}

  /** Surely the platform has no job of this attempt, and it may be submitted. */
  record HasNoJob(String step, int attempt) implements OfAttempt {}

  /** It is unknown whether the platform has a job. */
  record OutcomeUnknown(String step, int attempt, String reason) implements OfAttempt {}

  /** The platform's word. */
  record StatusSeen(String step, int attempt, JobStatus status) implements OfAttempt {}

  /** The operator cannot read the job's handle. */
  record HandleUnreadable(String step, int attempt, String reason) implements OfAttempt {}

  /** What the evidence says. */
  record Judged(String step, int attempt, Verdict verdict) implements OfAttempt {}

  /** A plain step has run for a while, so its begin is worth reporting. */
  record Works(String step, int attempt) implements OfAttempt {}

  /**
   * The work of a plain step is over.
   *
   * @param result what it has given, where the verdict is success
   */
  record WorkEnded(String step, int attempt, Verdict verdict, Optional<KeptResult> result)
      implements OfAttempt {}

  /**
   * A plain step that was interrupted goes on.
   *
   * @param at where its thread is: a stack trace
   */
  record StillWorks(String step, int attempt, String at) implements OfAttempt {}

  /**
   * A job's sign of life is in the artifact store.
   *
   * @param mark when the store says that it was written
   */
  record BeatSeen(String step, int attempt, Instant mark) implements OfAttempt {}

  /** An operator keeps nothing more for the run. */
  record Released(String operator) implements RunEvent {}

  /** Time has passed. */
  record TimeCame() implements RunEvent {}
}
