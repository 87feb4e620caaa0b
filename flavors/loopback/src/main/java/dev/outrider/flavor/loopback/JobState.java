// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.loopback;

/** The states of the platform's jobs. */
enum JobState {
  /** Accepted, and waiting for a place. */
  QUEUED,
  /** Has a place; its driver does not run yet. */
  STARTING,
  /** Its driver runs. */
  RUNNING,
  /** Was asked to end, or made to, and something of it still runs. */
  STOPPING,
  /** Its driver has ended with 0. */
  SUCCEEDED,
  /** Its driver has ended with another code, or could not be started. */
  FAILED,
  /** Ended because it was asked to. */
  STOPPED,
  /** Ended because it ran longer than it may. */
  TIMED_OUT,
  /** Ended because its machine was taken away. */
  LOST_MACHINE
}
