// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

/**
 * What keeps the orchestrator's promises; a simulation can do without one, to see what it is for.
 */
enum Protection {
  /** The intent is written down before the call. */
  LEDGER_FIRST,
  /** A second launch of an attempt ends at once. */
  CLAIM,
  /** Success needs evidence. */
  VERDICT,
  /** Each attempt has a key of its own. */
  ATTEMPT_IDENTITY,
  /** A job whose submission had no answer is looked up. */
  FIND,
  /** What a former owner writes is refused. */
  OWNER_EPOCH,
  /** Whoever sends a job asks after its last wait whether the run is still its own. */
  OWNERSHIP_CHECK,
  /** A sender holds a lock from its look to its answer, also while it is stopped. */
  SENDER_LOCK,
  /** What another call may have sent is given the time to be shown. */
  MARK,
  /** A job counts as stopped when its platform says so. */
  CANCEL_CONFIRMATION,
  /** What a platform keeps for a run is given back at its end. */
  RELEASE
}
