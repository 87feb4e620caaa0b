// SPDX-License-Identifier: Apache-2.0
package dev.outrider.testkit.platform;

/** What a call asks a platform for, whatever its protocol calls it. */
public enum Call {
  /** It asks, and changes nothing: a list, a status, a log. */
  READ,
  /** It makes a job. */
  SUBMIT,
  /** It stops a job. */
  CANCEL,
  /** It makes or ends what jobs run on: a cluster. */
  PROVISION
}
