// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

/** What goes wrong in a simulated world, and how often where there is an opportunity. */
enum Fault {
  SUBMISSION_NOT_SENT(0.02, "the submission is lost on its way"),
  SUBMISSION_ANSWER_LOST(0.03, "the submission's answer is lost"),
  SUBMISSION_LATE(0.02, "the submission is accepted late, and nobody hears of it"),
  SUBMISSION_REFUSED(0.02, "the submission is refused"),
  LOOK_UP_FAILS(0.2, "a look-up by key has no answer"),
  STATUS_FAILS(0.0008, "the platform throttles a status call"),
  STATUS_PARTIAL(0.0005, "a status answer leaves jobs out"),
  STATUS_REPEATED(0.0005, "a status answer comes twice"),
  CANCEL_FAILS(0.2, "a request to cancel has no answer"),
  CANCEL_IGNORED(0.1, "a request to cancel is accepted, and nothing happens"),
  CANCEL_NEVER(0.02, "a job cannot be cancelled at all"),
  STEP_THROWS(0.03, "the step throws"),
  PREEMPTED(0.04, "the job's machine is taken away"),
  NO_RESULT(0.03, "the platform says succeeded, and there is no result"),
  DRIVER_HANGS(0.02, "the driver hangs"),
  STARTED_TWICE(0.05, "the platform starts the job twice"),
  STORE_UNREADABLE(0.003, "the artifact store gives no answer"),
  STORE_FULL(0.01, "the artifact store is full"),
  LEDGER_FULL(0.003, "the ledger's disk is full for a while"),
  CLOCK_SKEWED(0.3, "an orchestrator's clock is wrong"),
  ORCHESTRATOR_SLEEPS(0.0005, "the orchestrator's machine sleeps, and another takes the run");

  private final double chance;
  private final String story;

  Fault(double chance, String story) {
    this.chance = chance;
    this.story = story;
  }

  double chance() {
    return chance;
  }

  String story() {
    return story;
  }
}
