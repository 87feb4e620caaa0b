// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.base.submit;

import dev.outrider.step.FailureKind;

/** What an exception of a call to a platform says about the job that the call was to make. */
public sealed interface Answer {

  /** What happened, to which job, and what to do next; for people. */
  String reason();

  /**
   * The platform has refused the request: surely it made no job.
   *
   * @param kind of the failure
   */
  record Refused(FailureKind kind, String reason) implements Answer {}

  /**
   * The request never reached the platform: surely there is no job of it.
   *
   * @param kind of the failure
   */
  record NotSent(FailureKind kind, String reason) implements Answer {}

  /**
   * The account calls too often: surely there is no job of this request, and it may be sent again
   * later.
   *
   * @param kind of the failure once patience has ended
   */
  record Throttled(FailureKind kind, String reason) implements Answer {}

  /** The platform has a job of this name, and makes no second one: it is to be looked for. */
  record Taken(String reason) implements Answer {}

  /** Perhaps there is a job: the answer was lost, or cannot be understood. */
  record Unknown(String reason) implements Answer {}
}
