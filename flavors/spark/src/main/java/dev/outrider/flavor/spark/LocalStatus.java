// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.spark;

import dev.outrider.flavor.JobStatus;
import dev.outrider.step.FailureKind;
import java.util.Optional;

/**
 * What a child's state means. Pure. The step application's exit codes are told by its own page; 50
 * to 56 are those of Spark's {@code SparkExitCode} and {@code ExecutorExitCode}.
 */
final class LocalStatus {

  private static final int SIGNALS = 128;
  private static final int KILL = 9;

  private LocalStatus() {}

  /**
   * @param cancelled whether the child was asked to end
   * @param groupRuns whether a process of its group still runs
   */
  static JobStatus of(ChildState state, boolean cancelled, boolean groupRuns) {
    if (cancelled && groupRuns) {
      return new JobStatus.Running(Optional.empty());
    }
    if (state instanceof ChildState.Ended ended) {
      if (ended.exitCode() == 0) {
        return new JobStatus.Succeeded();
      }
      return cancelled ? new JobStatus.Cancelled() : failed(ended.exitCode());
    }
    if (state instanceof ChildState.Gone gone) {
      // no word of the platform: a complete result decides
      return cancelled ? new JobStatus.Cancelled() : new JobStatus.Lost(gone.reason());
    }
    if (state instanceof ChildState.Elsewhere other) {
      return new JobStatus.Running(
          Optional.of("it was started " + other.place() + ", and is known there only"));
    }
    if (state instanceof ChildState.NeverStarted) {
      return new JobStatus.Lost("its work folder tells of no process");
    }
    return state instanceof ChildState.Starting
        ? new JobStatus.Queued()
        : new JobStatus.Running(Optional.empty());
  }

  private static JobStatus.Failed failed(int code) {
    return switch (code) {
      case 2 -> of(FailureKind.CONFIGURATION, code, "bad input");
      case 50, 51, 53, 54, 55, 56 ->
          of(FailureKind.PLATFORM, code, "Spark ended the driver; its log says why");
      case 52 -> of(FailureKind.RESOURCE, code, "Spark ended the driver: OutOfMemoryError");
      case 75 -> of(FailureKind.PLATFORM, code, "another launch has this attempt");
      case 124 -> of(FailureKind.TIMEOUT, code, "the run deadline passed");
      case 126, 127 -> of(FailureKind.CONFIGURATION, code, "the program cannot be run");
      case SIGNALS + KILL ->
          of(
              FailureKind.RESOURCE,
              code,
              "killed by signal 9, as a system does whose memory is full");
      default ->
          code > SIGNALS
              ? of(FailureKind.PLATFORM, code, "ended by signal " + (code - SIGNALS))
              : of(FailureKind.USER, code, "the step failed");
    };
  }

  private static JobStatus.Failed of(FailureKind kind, int code, String meaning) {
    return new JobStatus.Failed(kind, "exit code " + code + ": " + meaning);
  }
}
