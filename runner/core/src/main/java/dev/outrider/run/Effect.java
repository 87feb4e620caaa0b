// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import dev.outrider.flavor.JobHandle;
import dev.outrider.flavor.JobStatus;

/** Something to do in the world. Each may be done again after a restart, and does no harm then. */
public sealed interface Effect {
  /** The step that it is for. */
  String step();

  /** The attempt that it is for. */
  int attempt();

  /** Put the attempt's context and its bundle into the artifact store, and render the request. */
  record Prepare(String step, int attempt) implements Effect {}

  /** Submit the attempt. */
  record Submit(String step, int attempt) implements Effect {}

  /** Look whether the platform has a job of the attempt. */
  record Find(String step, int attempt) implements Effect {}

  /** Ask for the job's status until it has ended. */
  record Follow(String step, int attempt, JobHandle job) implements Effect {}

  /** Look at the evidence. */
  record Judge(String step, int attempt, JobStatus status) implements Effect {}

  /** Have this process do the work of a plain step. */
  record Run(String step, int attempt) implements Effect {}

  /** Interrupt a plain step of this process. */
  record Interrupt(String step, int attempt) implements Effect {}

  /** Ask the platform to stop the job. */
  record Cancel(String step, int attempt, JobHandle job) implements Effect {}
}
