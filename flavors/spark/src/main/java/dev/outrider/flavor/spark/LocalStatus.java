// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.spark;

import dev.outrider.flavor.JobStatus;
import dev.outrider.flavor.base.follow.StepExit;
import java.util.Optional;

/** What a child's state means. Pure. */
final class LocalStatus {

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
      return cancelled ? new JobStatus.Cancelled() : StepExit.failed(ended.exitCode());
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
}
