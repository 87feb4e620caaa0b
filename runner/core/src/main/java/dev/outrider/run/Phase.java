// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import java.util.Locale;

/** Where a step of a run stands. */
public enum Phase {
  /** Waits for the steps before it. */
  WAITING(false),
  /** What its attempt needs is put into the artifact store. */
  PREPARING(false),
  /** Written down as about to be submitted: its platform may or may not have a job already. */
  SUBMITTING(false),
  /** The platform has its job. */
  FOLLOWING(false),
  /** The platform says that the job has ended; the evidence is looked at. */
  JUDGING(false),
  /** Waits for its next attempt. */
  BACKING_OFF(false),
  /** Is asked to stop; the platform has not confirmed yet. */
  CANCELLING(false),
  /** A launch's outputs are there, complete, and committed. */
  SUCCEEDED(true),
  /** Failed, and is not tried again. */
  FAILED(true),
  /** Stopped on request, as its platform has confirmed; or never started. */
  CANCELLED(true),
  /** Never started, because a step before it did not succeed. */
  SKIPPED(true);

  private final boolean last;

  Phase(boolean last) {
    this.last = last;
  }

  /** Whether a step in this phase stays as it is. */
  public boolean isFinal() {
    return last;
  }

  /** The name for people: {@code backing off}. */
  public String title() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
