// SPDX-License-Identifier: Apache-2.0
package dev.outrider.step.attempt;

import dev.outrider.step.FailureKind;
import java.util.Optional;

/** How the step application's process ends. A driver's platform may report its code. */
public enum ExitCode {
  /** The result is written and says succeeded. */
  SUCCEEDED(0, null, "the step succeeded"),
  /** The step failed: the result is written and says why. */
  FAILED(1, FailureKind.USER, "the step failed"),
  /** Bad input: the command line, the context, an input or a secret. Nothing was run. */
  CONFIGURATION(2, FailureKind.CONFIGURATION, "bad input"),
  /** Another launch has this attempt: this one touched nothing. As EX_TEMPFAIL of sysexits.h. */
  SUPERSEDED(75, FailureKind.PLATFORM, "another launch has this attempt"),
  /** The run deadline passed: the result is written. As timeout(1) of coreutils. */
  TIMEOUT(124, FailureKind.TIMEOUT, "the run deadline passed");

  private final int code;
  private final FailureKind kind;
  private final String meaning;

  ExitCode(int code, FailureKind kind, String meaning) {
    this.code = code;
    this.kind = kind;
    this.meaning = meaning;
  }

  /**
   * The constant of a process's exit code; empty for one that the step application does not use.
   */
  public static Optional<ExitCode> of(int code) {
    for (ExitCode each : values()) {
      if (each.code == code) {
        return Optional.of(each);
      }
    }
    return Optional.empty();
  }

  /** The process's exit code. */
  public int code() {
    return code;
  }

  /** The failure that it says; empty for success. */
  public Optional<FailureKind> kind() {
    return Optional.ofNullable(kind);
  }

  /** What happened, for people. */
  public String meaning() {
    return meaning;
  }
}
