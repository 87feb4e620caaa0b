// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.loopback;

import dev.outrider.flavor.JobStatus;
import dev.outrider.step.FailureKind;
import java.util.Arrays;
import java.util.Optional;

/** What the platform's words mean. Pure. The step application's exit codes are told by its page. */
final class LoopbackStatus {
  private static final int SIGNALS = 128;
  private static final int KILL = 9;

  private LoopbackStatus() {}

  static JobStatus of(JobView job) {
    Optional<JobState> known =
        Arrays.stream(JobState.values())
            .filter(each -> each.name().equals(job.state()))
            .findFirst();
    return known
        .map(state -> of(state, job))
        .orElseGet(() -> new JobStatus.Running(Optional.of(job.state())));
  }

  private static JobStatus of(JobState state, JobView job) {
    return switch (state) {
      case QUEUED -> new JobStatus.Queued();
      case STARTING, RUNNING, STOPPING -> new JobStatus.Running(Optional.empty());
      case SUCCEEDED -> new JobStatus.Succeeded();
      case FAILED ->
          job.exitCode()
              .map(LoopbackStatus::failed)
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

  private static JobStatus.Failed failed(int code) {
    return switch (code) {
      case 2 -> of(FailureKind.CONFIGURATION, code, "bad input");
      case 75 -> of(FailureKind.PLATFORM, code, "another launch has this attempt");
      case 124 -> of(FailureKind.TIMEOUT, code, "the run deadline passed");
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
