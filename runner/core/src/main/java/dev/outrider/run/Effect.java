// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import dev.outrider.flavor.JobHandle;
import dev.outrider.flavor.JobStatus;

/** Something to do in the world. Each may be done again after a restart, and does no harm then. */
public sealed interface Effect {
  /** Something to do for one attempt. */
  sealed interface OfAttempt extends Effect {
    /** The step that it is for. */
    String step();

    /** The attempt that it is for. */
    int attempt();
  }

  /**
   * Have an operator release what it keeps for the run.
   *
   * @param last whether the run is over with it; if not, what is submitted meanwhile waits for it
   */
  record Release(String operator, boolean last) implements Effect {}

  /** Put the attempt's context and its bundle into the artifact store, and render the request. */
  record Prepare(String step, int attempt) implements OfAttempt {}

  /** Submit the attempt. */
  record Submit(String step, int attempt) implements OfAttempt {}

  /** Do not submit the attempt, where that has not begun. */
  record Withdraw(String step, int attempt) implements OfAttempt {}

  /** Look whether the platform has a job of the attempt. */
  record Find(String step, int attempt) implements OfAttempt {}

  /** Ask for the job's status until it has ended. */
  record Follow(String step, int attempt, JobHandle job) implements OfAttempt {}

  /** Look at the evidence. */
  record Judge(String step, int attempt, JobStatus status) implements OfAttempt {}

  /** Have this process do the work of a plain step. */
  record Run(String step, int attempt) implements OfAttempt {}

  /** Interrupt a plain step of this process. */
  record Interrupt(String step, int attempt) implements OfAttempt {}

  /** Ask the platform to stop the job. */
  record Cancel(String step, int attempt, JobHandle job) implements OfAttempt {}
}
