// SPDX-License-Identifier: Apache-2.0
package dev.outrider.application;

import dev.outrider.step.FailureKind;
import dev.outrider.step.MissingSecretException;
import dev.outrider.step.attempt.ErrorRecord;
import dev.outrider.step.attempt.FailureText;
import dev.outrider.step.text.Masks;
import dev.outrider.step.text.TraceText;

/** What kind of failure an exception is, and its record. */
final class Failures {

  private Failures() {}

  static ErrorRecord record(Throwable thrown, FailureKind kind, Masks masks) {
    return new ErrorRecord(
        kind,
        thrown.getClass().getName(),
        masks.mask(FailureText.message(thrown)),
        masks.mask(FailureText.trace(thrown)));
  }

  /** For the log: up to 1 MiB. A newline in a message begins no line that looks like another. */
  static String trace(Throwable thrown) {
    return TraceText.continued(FailureText.trace(thrown));
  }

  /**
   * Of a context that was stopped Spark tells no reason. On a standalone cluster it does so itself
   * when no master answers, a minute after it has begun to ask.
   *
   * @param master where the session runs
   */
  static Throwable explained(Throwable thrown, String master) {
    boolean stopped = FailureText.message(thrown).contains("a stopped SparkContext");
    return stopped && master.startsWith("spark://")
        ? new IllegalStateException(
            "The SparkContext was shut down: the cluster "
                + master
                + " has ended the application, as when no master answers, or the step has stopped"
                + " it. The driver's log tells which; the step operator's property 'master' names"
                + " the cluster.",
            thrown)
        : thrown;
  }

  /**
   * Judged by the exception and its causes: what the step threw is its own unless a cause says
   * more.
   */
  static FailureKind kind(Throwable thrown) {
    for (Throwable each : FailureText.causes(thrown)) {
      String message = FailureText.message(each);
      if (each instanceof MissingSecretException) {
        return FailureKind.CONFIGURATION;
      }
      if (each instanceof OutOfMemoryError
          || message.contains("No space left on device")
          || message.contains("java.lang.OutOfMemoryError")
          || message.contains("Container killed by YARN for exceeding")
          || message.contains("exit code: 137")
          || message.contains("exit code 137")) {
        return FailureKind.RESOURCE;
      }
      if (message.contains("Failed to connect to master")
          || message.contains("All masters are unresponsive")
          || message.contains("ExecutorLostFailure")
          || message.contains("SparkContext was shut down")
          || message.contains("SparkContext has been shut down")) {
        return FailureKind.PLATFORM;
      }
    }
    return FailureKind.USER;
  }
}
