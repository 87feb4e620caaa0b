// SPDX-License-Identifier: Apache-2.0
package dev.outrider.bench;

import dev.outrider.flavor.JobStatus;
import dev.outrider.step.FailureKind;
import java.util.Optional;

/** A job of a {@link Cluster}, and when its end was seen by whoever follows it. Thread-safe. */
final class ClusterJob {
  private final boolean marked;
  private JobStatus status = new JobStatus.Running(Optional.empty());
  private long ended;
  private long detected;

  /**
   * @param marked whether its driver lives long enough to write a result and a mark
   */
  ClusterJob(boolean marked) {
    this.marked = marked;
  }

  boolean isMarked() {
    return marked;
  }

  synchronized JobStatus status() {
    return status;
  }

  /** The platform says so from now on. */
  synchronized void end() {
    status =
        marked
            ? new JobStatus.Succeeded()
            : new JobStatus.Failed(FailureKind.PLATFORM, "the driver was killed");
    ended = System.nanoTime();
  }

  /** Whoever follows it knows that it has ended. */
  synchronized void detect() {
    if (detected == 0) {
      detected = System.nanoTime();
    }
  }

  /** Whether it ended between two times of {@link System#nanoTime}. */
  synchronized boolean endedBetween(long from, long to) {
    return ended != 0 && ended - from >= 0 && ended - to < 0;
  }

  synchronized boolean isDetected() {
    return detected != 0;
  }

  /** Seconds from its end until that was seen, or until now. */
  synchronized double seconds(long now) {
    return ((isDetected() ? detected : now) - ended) / 1e9;
  }
}
