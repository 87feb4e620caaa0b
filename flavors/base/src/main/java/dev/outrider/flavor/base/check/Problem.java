// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.base.check;

/** Why a call that only asks was not answered. */
public enum Problem {
  /** Who asks is known, and may not. */
  DENIED,
  /** Who asks is not known: there are no credentials, they are wrong, or have ended. */
  UNKNOWN_CALLER,
  /** The service does not take what is asked for. */
  REFUSED,
  /** No connection was made. */
  UNREACHED,
  /** The thread was interrupted. */
  INTERRUPTED,
  /** The service has not answered, or has asked to be left alone for now. */
  UNANSWERED
}
