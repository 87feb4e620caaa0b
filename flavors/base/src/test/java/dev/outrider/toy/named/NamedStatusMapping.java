// SPDX-License-Identifier: Apache-2.0
package dev.outrider.toy.named;

import dev.outrider.flavor.JobStatus;
import dev.outrider.flavor.base.follow.StepExit;
import dev.outrider.step.FailureKind;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the platform's words mean. Pure. */
final class NamedStatusMapping {

  private static final Pattern EXIT = Pattern.compile("exit code ([0-9]{1,3})");

  /** The state whose reason only the description of a job has. */
  static final String FAILED = "Failed";

  private NamedStatusMapping() {}

  static JobStatus of(NamedJob job) {
    if (!job.summary().state().equals(FAILED)) {
      return of(job.summary());
    }
    String reason = job.reason().orElse("the platform gives no reason");
    Matcher exit = EXIT.matcher(reason);
    return exit.matches()
        ? StepExit.failed(Integer.parseInt(exit.group(1)))
        : new JobStatus.Failed(FailureKind.PLATFORM, reason);
  }

  /** Of a job that has not failed. */
  static JobStatus of(NamedJob.Summary job) {
    return switch (job.state()) {
      case "Waiting" -> new JobStatus.Queued();
      case "InProgress", "Stopping" -> new JobStatus.Running(Optional.empty());
      case "Completed" -> new JobStatus.Succeeded();
      case "Stopped" -> new JobStatus.Cancelled();
      default -> new JobStatus.Running(Optional.of(job.state()));
    };
  }
}
