// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.spark;

import dev.outrider.flavor.JobStatus;
import dev.outrider.step.FailureKind;
import java.util.Optional;

/**
 * What a driver's state means: a word of {@code org.apache.spark.deploy.master.DriverState}. Pure.
 */
final class DriverStatus {

  private DriverStatus() {}

  /**
   * @param word the master's word
   * @param detail of a driver that failed: which one, where it ran and what the master says of it
   */
  static JobStatus of(String word, String detail) {
    return switch (word) {
      // "Submitted but not yet scheduled on a worker"
      case "SUBMITTED" -> new JobStatus.Queued();
      case "RUNNING" -> new JobStatus.Running(Optional.empty());
      case "FINISHED" -> new JobStatus.Succeeded();
      // a command to kill it was given, and the worker has seen its process end
      case "KILLED" -> new JobStatus.Cancelled();
      // the master tells no exit code: what the step did is in its result record
      case "FAILED" -> new JobStatus.Failed(FailureKind.PLATFORM, detail);
      // "Unable to run or restart due to an unrecoverable error", also a worker that was lost
      case "ERROR" -> new JobStatus.Failed(FailureKind.PLATFORM, detail);
      // RELAUNCHING, UNKNOWN ("temporarily not known due to master failure recovery"), and words
      // of a newer Spark: no failure
      default -> new JobStatus.Running(Optional.of(word));
    };
  }

  /** Whether a driver in this state has ended. */
  static boolean isFinal(String word) {
    return of(word, "").isFinal();
  }

  /** Whether a driver in this state has failed. */
  static boolean isFailed(String word) {
    return of(word, "") instanceof JobStatus.Failed;
  }
}
