// SPDX-License-Identifier: Apache-2.0
package dev.outrider.testkit;

/** What a platform under test can be made to do, beyond running jobs. */
public enum Power {
  /** Jobs can be kept from starting. */
  HOLD("hold() and release()"),
  /** The machine of a job can be taken away. */
  PREEMPT("preempt(key)"),
  /** A job's driver can be started a second time, as platforms do by themselves. */
  START_AGAIN("startAgain(key)"),
  /** A job can be made unknown, as when it is purged. */
  FORGET("forget(key)"),
  /** It can be filled with jobs of others. */
  CROWD("crowd(count)"),
  /** It returns the labels of a job. */
  LABELS("labels(key)"),
  /** It can be made to take its time before it takes jobs. */
  GET_READY("getReady() and ready()");

  private final String methods;

  Power(String methods) {
    this.methods = methods;
  }

  /** The methods of {@link PlatformUnderTest} that do it. */
  String methods() {
    return methods;
  }
}
