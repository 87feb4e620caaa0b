// SPDX-License-Identifier: Apache-2.0
package dev.outrider.application;

/** How the step application's process ends. */
enum ExitCode {
  /** The result is written and says succeeded. */
  SUCCEEDED(0),
  /** The step failed: the result is written and says why. */
  FAILED(1),
  /** Bad input: the command line, the context, an input or a secret. Nothing was run. */
  CONFIGURATION(2),
  /** Another launch has this attempt: this one touched nothing. As EX_TEMPFAIL of sysexits.h. */
  SUPERSEDED(75),
  /** The run deadline passed: the result is written. As timeout(1) of coreutils. */
  TIMEOUT(124);

  private final int code;

  ExitCode(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }
}
