// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.base.submit;

import dev.outrider.flavor.NotAcceptedException;
import dev.outrider.flavor.NotYetException;
import dev.outrider.flavor.OutcomeUnknownException;
import dev.outrider.step.FailureKind;
import java.time.Duration;

/** What an exception of a call to a platform says about the job that the call was to make. */
public sealed interface Answer {

  /** What happened, to which job, and what to do next; for people. */
  String reason();

  /**
   * Throws what a submission throws after this answer, which is its last.
   *
   * @param cause the exception that it was read from
   * @return nothing: it always throws
   */
  default <H> H raise(Exception cause)
      throws NotAcceptedException, OutcomeUnknownException, NotYetException {
    if (this instanceof No no) {
      throw new NotAcceptedException(no.kind(), reason());
    }
    if (this instanceof NotYet ready) {
      throw new NotYetException(ready.after(), reason(), ready.limit());
    }
    throw new OutcomeUnknownException(reason(), cause);
  }

  /** Surely there is no job of the request. */
  sealed interface No extends Answer {
    /** Of the failure. */
    FailureKind kind();
  }

  /** The platform has refused the request: surely it made no job. */
  record Refused(FailureKind kind, String reason) implements No {}

  /** The request never reached the platform: surely there is no job of it. */
  record NotSent(FailureKind kind, String reason) implements No {}

  /**
   * The account calls too often: surely there is no job of this request, and it may be sent again
   * later. The kind is that of the failure once patience has ended.
   */
  record Throttled(FailureKind kind, String reason) implements No {}

  /**
   * The platform is getting ready: surely there is no job, as {@link NotYetException} says.
   *
   * @param reason what the step waits for, in the platform's words
   */
  record NotYet(Duration after, String reason, Duration limit) implements Answer {}

  /** The platform has a job of this name, and makes no second one: it is to be looked for. */
  record Taken(String reason) implements Answer {}

  /** Perhaps there is a job: the answer was lost, or cannot be understood. */
  record Unknown(String reason) implements Answer {}
}
