// SPDX-License-Identifier: Apache-2.0
package dev.outrider.toy.batch;

import dev.outrider.flavor.JobStatus;
import dev.outrider.flavor.base.follow.StepExit;
import dev.outrider.step.FailureKind;
import java.util.Optional;

/** What the platform's words mean. Pure. */
final class BatchStatusMapping {

  private BatchStatusMapping() {}

  static JobStatus of(Batch batch) {
    return switch (batch.state()) {
      case "PENDING" -> new JobStatus.Queued();
      case "ACTIVE", "CANCELLING" -> new JobStatus.Running(Optional.empty());
      case "DONE" -> new JobStatus.Succeeded();
      case "CANCELLED" -> new JobStatus.Cancelled();
      case "EXPIRED" ->
          new JobStatus.Failed(FailureKind.TIMEOUT, "it ran longer than the platform allows");
      case "EVICTED" -> new JobStatus.Failed(FailureKind.CAPACITY, "its machine was taken away");
      case "FAILED" ->
          batch
              .exitCode()
              .map(StepExit::failed)
              .orElse(new JobStatus.Failed(FailureKind.PLATFORM, "FAILED, without an exit code"));
      default -> new JobStatus.Running(Optional.of(batch.state()));
    };
  }
}
