// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.base.follow;

import dev.outrider.flavor.JobStatus;
import dev.outrider.step.FailureKind;
import dev.outrider.step.attempt.ExitCode;
import java.util.Optional;

/**
 * What the exit code of a driver's process means, other than 0: the step application's own codes,
 * those of Spark's {@code SparkExitCode} and {@code ExecutorExitCode} (50 to 56), and those of a
 * shell. Pure.
 */
public final class StepExit {
  private static final int SIGNALS = 128;
  private static final int KILL = 9;

  private StepExit() {}

  /** The failure that a code says, with its meaning. */
  public static JobStatus.Failed failed(int code) {
    Optional<ExitCode> own = ExitCode.of(code).filter(each -> each.kind().isPresent());
    if (own.isPresent()) {
      return failed(own.get().kind().get(), code, own.get().meaning());
    }
    return switch (code) {
      case 50, 51, 53, 54, 55, 56 ->
          failed(FailureKind.PLATFORM, code, "Spark ended the driver; its log says why");
      case 52 -> failed(FailureKind.RESOURCE, code, "Spark ended the driver: OutOfMemoryError");
      case 126, 127 -> failed(FailureKind.CONFIGURATION, code, "the program cannot be run");
      case SIGNALS + KILL ->
          failed(
              FailureKind.RESOURCE,
              code,
              "killed by signal 9, as a system does whose memory is full");
      default ->
          code > SIGNALS
              ? failed(FailureKind.PLATFORM, code, "ended by signal " + (code - SIGNALS))
              : failed(FailureKind.USER, code, "the step failed");
    };
  }

  private static JobStatus.Failed failed(FailureKind kind, int code, String meaning) {
    return new JobStatus.Failed(kind, "exit code " + code + ": " + meaning);
  }
}
