// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

/**
 * A run is followed no more before its end. Nothing was cancelled: a job that a platform runs goes
 * on.
 */
public final class DetachedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  DetachedException(String step, String run) {
    super(
        "Step '"
            + step
            + "' of run "
            + run
            + " is followed no more: Outrider.close() was interrupted. Nothing was cancelled; a job"
            + " that its platform runs goes on. 'outrider runs show "
            + run
            + "' tells how it was left.");
  }
}
