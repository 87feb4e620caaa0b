// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.loopback;

import dev.outrider.flavor.JobStatus;
import dev.outrider.flavor.base.follow.StepExit;
import dev.outrider.step.FailureKind;
import dev.outrider.testkit.platform.JobTable.State;
import java.util.Arrays;
import java.util.Optional;

/** What the platform's words mean. Pure. */
final class LoopbackStatus {
  private LoopbackStatus() {}

  static JobStatus of(JobView job) {
    Optional<State> known =
        Arrays.stream(State.values()).filter(each -> each.name().equals(job.state())).findFirst();
    return known
        .map(state -> of(state, job))
        .orElseGet(() -> new JobStatus.Running(Optional.of(job.state())));
  }

  private static JobStatus of(State state, JobView job) {
    return switch (state) {
      case QUEUED -> new JobStatus.Queued();
      case STARTING, RUNNING, STOPPING -> new JobStatus.Running(Optional.empty());
      case SUCCEEDED -> new JobStatus.Succeeded();
      case FAILED ->
          job.exitCode()
              .map(StepExit::failed)
              .orElseGet(
                  () ->
                      new JobStatus.Failed(
                          FailureKind.PLATFORM,
                          job.reason().orElse("the platform says FAILED, and no exit code")));
      case STOPPED -> new JobStatus.Cancelled();
      case TIMED_OUT ->
          new JobStatus.Failed(FailureKind.TIMEOUT, "it ran longer than the platform lets it");
      case LOST_MACHINE ->
          new JobStatus.Failed(FailureKind.CAPACITY, "the platform has taken its machine away");
    };
  }
}
