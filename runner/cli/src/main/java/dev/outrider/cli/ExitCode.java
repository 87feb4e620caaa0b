// SPDX-License-Identifier: Apache-2.0
package dev.outrider.cli;

/** How the command line ends. */
final class ExitCode {

  /** Done. */
  static final int DONE = 0;

  /** What was asked for failed. */
  static final int FAILED = 1;

  /** The words or the configuration are wrong; nothing was done. */
  static final int USAGE = 2;

  /** The run was cancelled, and every platform has confirmed it. */
  static final int CANCELLED = 3;

  /** The run was let go of: what platforms run goes on, and nothing new begins. */
  static final int DETACHED = 4;

  private ExitCode() {}
}
