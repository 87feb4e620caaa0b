// SPDX-License-Identifier: Apache-2.0
package dev.outrider.testkit;

/** What a platform under test can be made to do, beyond running jobs. */
public enum Power {
  /** Jobs can be kept from starting. */
  HOLD,
  /** The machine of a job can be taken away. */
  PREEMPT,
  /** A job's driver can be started a second time, as platforms do by themselves. */
  START_AGAIN,
  /** A job can be made unknown, as when it is purged. */
  FORGET,
  /** It can be filled with jobs of others. */
  CROWD,
  /** It tells the labels of a job. */
  LABELS
}
