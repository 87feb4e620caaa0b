// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

/** What goes wrong in a simulated world, and how often where there is an opportunity. */
enum Fault {
  SUBMISSION_NOT_SENT(0.02, "the submission is lost on its way"),
  SUBMISSION_ANSWER_LOST(0.03, "the submission's answer is lost"),
  SUBMISSION_LATE(0.02, "the submission is accepted late, and nobody hears of it"),
  SUBMISSION_REFUSED(0.02, "the submission is refused"),
  LIST_LATE(0.4, "a list does not show a new job yet"),
  LOOK_UP_FAILS(0.2, "a look-up by key has no answer"),
  LOOK_UP_STALE(0.5, "a look-up by key does not show a new job yet"),
  STATUS_FAILS(0.0008, "a status call has no answer"),
  STATUS_PARTIAL(0.0005, "a status answer leaves jobs out"),
  STATUS_REPEATED(0.005, "a status answer comes twice"),
  STATUS_STALE(0.001, "a status answer is an old one"),
  THROTTLED(0.0004, "the platform throttles all calls for some minutes"),
  JOB_OVERLOOKED(0.02, "the platform does not tell of a job for some minutes"),
  JOB_FORGOTTEN(0.005, "the platform never tells of a job again"),
  JOB_LOST(0.01, "the job's machine breaks, and the platform has lost the job"),
  CANCEL_FAILS(0.2, "a request to cancel has no answer"),
  CANCEL_IGNORED(0.1, "a request to cancel is accepted, and nothing happens"),
  CANCEL_NEVER(0.01, "a job cannot be cancelled at all"),
  CANCEL_SLOW(0.3, "a request to cancel takes effect after long"),
  RELEASE_FAILS(0.2, "what is kept for the run is not given back: no answer"),
  RELEASE_NEVER(0.08, "what is kept for the run cannot be given back at all"),
  STEP_THROWS(0.03, "the step throws"),
  PLAIN_STEP_HANGS(0.03, "the step never ends, and does not care for interruption"),
  PREEMPTED(0.03, "the job's machine is taken away"),
  NO_RESULT(0.02, "the platform says succeeded, and there is no result"),
  RESULT_LATE(0.02, "the platform says succeeded before the result is there"),
  RESULT_CUT(0.01, "the result is cut"),
  RESULT_TWICE(0.02, "the result is written twice"),
  OUTPUT_CUT(0.01, "an output is cut"),
  DRIVER_HANGS(0.02, "the driver hangs"),
  HEARTBEAT_STOPS(0.03, "the driver gives no sign of life any more, and works on"),
  STARTED_TWICE(0.04, "the platform starts the job twice"),
  STORE_UNREADABLE(0.003, "the artifact store gives no answer"),
  STORE_FULL(0.01, "the artifact store is full"),
  // each attempt has orders beside what else it reads and writes: a world has room for few faults
  ORDER_UNREADABLE(0.001, "the artifact store gives no answer when an order is read"),
  ORDER_NOT_WRITTEN(0.002, "the artifact store is full when an order is written"),
  STORE_SLOW(0.005, "the artifact store takes minutes to answer"),
  LEDGER_FULL(0.003, "the ledger's disk is full for a while"),
  ANSWER_LATE(0.003, "an answer is overtaken by later ones"),
  CLOCK_SKEWED(0.3, "an orchestrator's clock is wrong"),
  ORCHESTRATOR_SLEEPS(0.0005, "the orchestrator's machine sleeps, and another takes the run"),
  ORCHESTRATOR_STOPS(0.002, "the orchestrator is stopped in the middle of an effect"),
  NOT_READY(0.02, "the platform is getting ready, and takes no job yet"),
  SENDER_STOPS(0.02, "the orchestrator is stopped while it submits"),
  // what is sent without lock or ownership harms most where nobody wants it any more
  SENDER_CANCELLED(0.3, "the run is cancelled while its orchestrator is stopped in a submission"),
  // only a ledger that is written first tells the next owner that the refused attempt is over
  SENDER_DIES(0.8, "the orchestrator dies when it has submitted what follows a refused attempt"),
  WRITER_STOPS(0.002, "the orchestrator is stopped while it writes to the ledger");

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
