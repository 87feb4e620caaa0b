// SPDX-License-Identifier: Apache-2.0
package dev.outrider.ledger;

/** Another process has taken a run over: this one must not touch it any more. */
public final class LostOwnershipException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Another process owns the run. */
  public LostOwnershipException(String run) {
    super("Run " + run + " has another owner by now; this process has let it go.");
  }
}
