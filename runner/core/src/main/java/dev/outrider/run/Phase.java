// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import java.util.Locale;

/** Where a step of a run stands. */
public enum Phase {
  /** Waits for the steps before it. */
  WAITING(Rest.UNTIL_OTHERS),
  /** What its attempt needs is put into the artifact store. */
  PREPARING(Rest.NONE),
  /** Ready to be submitted, but its operator has as many jobs as it may have. */
  AWAITING_PLACE(Rest.NONE),
  /** Written down as about to be submitted: its platform may or may not have a job already. */
  SUBMITTING(Rest.NONE),
  /** Its platform is getting ready and has no job of it: it is submitted again later. */
  AWAITING_PLATFORM(Rest.NONE),
  /** Its platform is asked whether it has a job already, for the answer to a submission is lost. */
  LOOKING_UP(Rest.NONE),
  /** The platform has its job. */
  FOLLOWING(Rest.NONE),
  /** The platform says that the job has ended; the evidence is looked at. */
  JUDGING(Rest.NONE),
  /** Waits for its next attempt. */
  BACKING_OFF(Rest.NONE),
  /** Its job is asked to stop; the platform has not confirmed yet. */
  CANCELLING(Rest.NONE),
  /** It is unknown whether there is a job, and a person has to decide. */
  HELD(Rest.UNTIL_A_PERSON),
  /** A launch's outputs are there, complete, and committed. */
  SUCCEEDED(Rest.FOR_EVER),
  /** Failed, and is not tried again. */
  FAILED(Rest.FOR_EVER),
  /** Stopped on request, as its platform has confirmed; or never started. */
  CANCELLED(Rest.FOR_EVER),
  /**
   * Its job may still run, and is not followed: it was asked to stop and its platform has not
   * confirmed, or it carries another request than the attempt's.
   */
  LEAKED(Rest.FOR_EVER),
  /** Never started, because a step before it did not succeed. */
  SKIPPED(Rest.FOR_EVER);

  private enum Rest {
    NONE,
    UNTIL_OTHERS,
    UNTIL_A_PERSON,
    FOR_EVER
  }

  private final Rest rest;

  Phase(Rest rest) {
    this.rest = rest;
  }

  /** Whether a step in this phase stays as it is. */
  public boolean isFinal() {
    return rest == Rest.FOR_EVER;
  }

  /** Whether Outrider works or waits for this step, without a person. */
  public boolean isActive() {
    return rest == Rest.NONE;
  }

  /** Whether the platform has a job of the step's attempt, or may have one. */
  public boolean mayHaveJob() {
    return switch (this) {
      case SUBMITTING, LOOKING_UP, FOLLOWING, JUDGING, CANCELLING, HELD, LEAKED -> true;
      case WAITING, PREPARING, AWAITING_PLACE, AWAITING_PLATFORM, BACKING_OFF -> false;
      case SUCCEEDED, FAILED, CANCELLED, SKIPPED -> false;
    };
  }

  /**
   * Whether the step's attempt counts for its operator's limit. A job that is not followed does
   * not: a run would wait for it without end.
   */
  public boolean hasPlace() {
    return mayHaveJob() && this != HELD && this != LEAKED || this == AWAITING_PLATFORM;
  }

  /** The name for programs: {@code backing-off}. */
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The name for people: {@code backing off}. */
  public String title() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
