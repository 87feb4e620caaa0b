// SPDX-License-Identifier: Apache-2.0
package dev.outrider.bench;

import com.sun.management.OperatingSystemMXBean;
import dev.outrider.artifact.FileStore;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;

/**
 * How soon the end of a job is known, in real time: many runs with many jobs on many clusters, each
 * of which may be asked as seldom as EMR may. Beside it the usual policy follows a twin of each job
 * on a twin of its cluster, at the same time.
 */
final class FollowBenchmark {
  private static final int RUNS = 10;
  private static final int STEPS = 1000;
  private static final int CLUSTERS = 40;
  private static final long SEED = 20261125;
  private static final int MINUTES = 10;
  private static final long DESCRIBE_MILLIS = 30_000;
  private static final Duration WARM_UP = Duration.ofMinutes(2);
  private static final Duration LONGEST_SUBMITTING = Duration.ofMinutes(10);

  /** So long the last jobs that were measured may take to be seen. */
  private static final Duration LONGEST_TAIL = Duration.ofMinutes(8);

  private final Figures figures;
  private final Clusters clusters;
  private final DescribeThreads usual;
  private final FollowedRuns runs;
  private int mostThreads;
  private int mostUsualThreads;

  private FollowBenchmark(
      Figures figures, Clusters clusters, DescribeThreads usual, FollowedRuns runs) {
    this.figures = figures;
    this.clusters = clusters;
    this.usual = usual;
    this.runs = runs;
  }

  static void run(Path root, Path work, List<String> words, Figures figures) throws Exception {
    Duration measured =
        Duration.ofSeconds(
            (long) (60 * (words.isEmpty() ? MINUTES : Double.parseDouble(words.get(0)))));
    sayConditions(figures, work, measured);
    ClusterDriver driver = new ClusterDriver(new FileStore(UUID::randomUUID).withoutSync());
    try (DescribeThreads usual = new DescribeThreads(DESCRIBE_MILLIS);
        Clusters clusters = new Clusters(driver, usual, SEED)) {
      FollowedRuns runs =
          new FollowedRuns(figures, root, work, Map.of(), FollowedRuns::knowsEnd, clusters::detect);
      new FollowBenchmark(figures, clusters, usual, runs).measure(measured);
    }
  }

  private static void sayConditions(Figures figures, Path work, Duration measured)
      throws IOException {
    figures.say(
        "%d runs of %d steps that know nothing of each other, spread over %d clusters, each an"
            + " operator: all in one process, each run with its own orchestrator",
        RUNS, STEPS, CLUSTERS);
    figures.say(
        "a cluster lets itself be asked for the jobs of 10 ids in a call, %d calls at once and %.1f"
            + " a second for long, as EMR does an account and region: each cluster has its own",
        Cluster.BURST, Cluster.PER_SECOND);
    figures.say(
        "what is more is refused and counted by the cluster; a call takes %d ms; submitting has no"
            + " limit",
        Cluster.CALL_MILLIS);
    figures.say(
        "jobs last 1 to 20 minutes, evenly; 5 of 100 end as failed and without a mark, others write"
            + " claim, result and mark at their end, and give no signs of life before");
    figures.say(
        "run store and artifact store on a disk: %s, %s; the jobs' own files are not synced",
        work, Files.getFileStore(work).type());
    figures.say(
        "from the time when the platform says that a job has ended, its mark being written, until"
            + " its run has written down that it knows");
    figures.say(
        "the usual policy: a thread for each job describes it every %d s, on twins of the clusters"
            + " with twins of the jobs, in the same process at the same time",
        DESCRIBE_MILLIS / 1000);
    figures.say(
        "warm-up: until all jobs are submitted, and %d s; measured: the jobs that end in the %d s"
            + " after it",
        WARM_UP.toSeconds(), measured.toSeconds());
  }

  private void measure(Duration measured) throws Exception {
    long start = System.nanoTime();
    runs.begin(RUNS, STEPS, operators(), properties(), Clusters.INFO, clusters);
    while (runs.submitted() < RUNS * STEPS) {
      sleepUntil(System.nanoTime() + 100_000_000);
      if (System.nanoTime() - start > LONGEST_SUBMITTING.toNanos()) {
        throw new IllegalStateException("Only " + runs.submitted() + " jobs are submitted.");
      }
    }
    figures.say(
        "planned and submitted in %.0f s, %d ended by then",
        (System.nanoTime() - start) / 1e9, ended());
    sleepUntil(System.nanoTime() + WARM_UP.toNanos());
    figures.say("threads of all runs until here: %d at most", mostThreads);
    mostThreads = 0;
    Counts before = counts();
    sleepUntil(before.time + measured.toNanos());
    Counts after = counts();
    Detection detection = new Detection(before.time, after.time);
    awaitTail(detection);
    runs.detach();
    report(before, after, detection);
  }

  private long ended() {
    return clusters.jobs().stream().filter(job -> job.status().isFinal()).count();
  }

  /** Sleeps, and counts threads meanwhile. */
  private void sleepUntil(long time) throws InterruptedException {
    for (long left = time - System.nanoTime(); left > 0; left = time - System.nanoTime()) {
      Thread.sleep(Math.min(1000, left / 1_000_000 + 1));
      mostThreads = Math.max(mostThreads, runs.threads());
      mostUsualThreads = Math.max(mostUsualThreads, usual.threads());
    }
  }

  private void awaitTail(Detection detection) throws InterruptedException {
    long end = System.nanoTime() + LONGEST_TAIL.toNanos();
    while (System.nanoTime() < end && !detection.isComplete(clusters.jobs())) {
      sleepUntil(System.nanoTime() + 1_000_000_000);
    }
  }

  private static List<String> operators() {
    return IntStream.range(0, CLUSTERS).mapToObj(i -> "cluster-" + i).toList();
  }

  private static String properties() {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < CLUSTERS; i++) {
      lines.append("step-operator.cluster-" + i + ".flavor = cluster\n");
      lines.append("step-operator.cluster-" + i + ".cluster-id = j-" + i + "\n");
    }
    return lines.toString();
  }

  private record Counts(
      long time,
      long calls,
      long throttled,
      long usualCalls,
      long usualThrottled,
      long requests,
      long processor,
      long usualProcessor) {}

  private Counts counts() {
    OperatingSystemMXBean process =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return new Counts(
        System.nanoTime(),
        clusters.calls(),
        clusters.throttled(),
        clusters.usualCalls(),
        clusters.usualThrottled(),
        runs.requests(),
        process.getProcessCpuTime(),
        usual.processorNanos());
  }

  private void report(Counts before, Counts after, Detection detection) {
    double minutes = (after.time - before.time) / 6e10;
    double usualProcessor = (after.usualProcessor - before.usualProcessor) / 1e9 / minutes;
    double processor = (after.processor - before.processor) / 1e9 / minutes - usualProcessor;
    figures.say(
        "calls a minute: %.0f, of 1200 that are allowed for long; usual policy: %.0f",
        (after.calls - before.calls) / minutes, (after.usualCalls - before.usualCalls) / minutes);
    figures.say("throttled before all was warm: %d", before.throttled);
    detection.report(figures, "follow.detection", clusters.jobs(), true);
    detection.report(figures, "follow.unmarked", clusters.jobs(), false);
    figures.figure("follow.throttled_calls", after.throttled - before.throttled, "calls");
    figures.figure(
        "follow.store_requests_per_minute",
        (after.requests - before.requests) / minutes,
        "requests/min");
    figures.figure("follow.threads", mostThreads, "threads");
    figures.say("processor time: with the jobs' drivers, garbage collection and compiling");
    figures.figure("follow.processor_per_minute", processor, "s/min");
    detection.report(figures, "follow.usual.detection", clusters.twins(), true);
    detection.report(figures, "follow.usual.unmarked", clusters.twins(), false);
    figures.figure(
        "follow.usual.throttled_calls", after.usualThrottled - before.usualThrottled, "calls");
    figures.figure("follow.usual.threads", mostUsualThreads, "threads");
    figures.figure("follow.usual.processor_per_minute", usualProcessor, "s/min");
  }
}
