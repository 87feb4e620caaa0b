// SPDX-License-Identifier: Apache-2.0
package dev.outrider.bench;

import java.util.Collection;
import java.util.List;

/**
 * How soon it was known that jobs had ended: of those that ended between two times of {@link
 * System#nanoTime}.
 *
 * @param from the first
 * @param to the second
 */
record Detection(long from, long to) {

  /** Whether the end of all of them is known. */
  boolean isComplete(Collection<ClusterJob> jobs) {
    return jobs.stream().noneMatch(job -> job.endedBetween(from, to) && !job.isDetected());
  }

  /** Prints median and 99th percentile of the jobs with a mark, or of those without. */
  void report(Figures figures, String name, Collection<ClusterJob> jobs, boolean marked) {
    List<ClusterJob> ended =
        jobs.stream()
            .filter(job -> job.isMarked() == marked && job.endedBetween(from, to))
            .toList();
    long now = System.nanoTime();
    double[] sorted = ended.stream().mapToDouble(job -> job.seconds(now)).sorted().toArray();
    long unseen = ended.stream().filter(job -> !job.isDetected()).count();
    figures.say(
        "%s: %d jobs%s",
        name,
        sorted.length,
        unseen == 0 ? "" : "; the end of " + unseen + " is not seen yet, and counts until now");
    if (sorted.length > 0) {
      figures.figure(name + "_p50", quantile(sorted, 0.5), "s");
      figures.figure(name + "_p99", quantile(sorted, 0.99), "s");
    }
  }

  /** The nearest rank. */
  private static double quantile(double[] sorted, double part) {
    return sorted[(int) Math.ceil(part * sorted.length) - 1];
  }
}
