// SPDX-License-Identifier: Apache-2.0
package dev.outrider.bench;

import dev.outrider.artifact.FileStore;
import dev.outrider.flavor.aws.emr.EmrFlavor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.emr.EmrClient;
import software.amazon.awssdk.services.emr.model.StepState;

/**
 * Whether many steps that run on the clusters of one account of EMR are followed within the
 * account's limits, and how soon their ends are known, in real time: by the operator and the SDK's
 * client that users have, against the EMR of this machine. Beside it the usual way follows a twin
 * of each step in an account of its own, at the same time.
 */
final class FollowEmrBenchmark {
  private static final int RUNS = 10;
  private static final int STEPS = 100;
  private static final int CLUSTERS = 5;
  private static final long SEED = 20261126;
  private static final int MINUTES = 10;

  /** The default of poke_interval of Airflow's BaseSensorOperator, of which EmrStepSensor is. */
  private static final long DESCRIBE_MILLIS = 60_000;

  private static final Duration WARM_UP = Duration.ofMinutes(5);
  private static final Duration LONGEST_SUBMITTING = Duration.ofMinutes(50);

  /** So long the last steps that were measured may take to be seen. */
  private static final Duration LONGEST_TAIL = Duration.ofMinutes(8);

  private final Figures figures;
  private final Random random = new Random(SEED);
  private final ToldDrivers drivers =
      new ToldDrivers(
          Optional.of(new ClusterDriver(new FileStore(UUID::randomUUID).withoutSync())),
          started -> {});
  private final ToldDrivers twins = new ToldDrivers(Optional.empty(), started -> {});
  private final DescribeThreads usual = new DescribeThreads(DESCRIBE_MILLIS);
  private final FollowedRuns runs;
  private int mostThreads;
  private int mostUsualThreads;

  private FollowEmrBenchmark(Path root, Path work, Figures figures) {
    this.figures = figures;
    this.runs =
        new FollowedRuns(
            figures, root, work, EmrAccount.environment(), FollowedRuns::knowsEnd, drivers::detect);
  }

  static void run(Path root, Path work, List<String> words, Figures figures) throws Exception {
    Duration measured =
        Duration.ofSeconds(
            (long) (60 * (words.isEmpty() ? MINUTES : Double.parseDouble(words.get(0)))));
    sayConditions(figures, work, measured);
    FollowEmrBenchmark benchmark = new FollowEmrBenchmark(root, work, figures);
    ScheduledExecutorService ends =
        Executors.newScheduledThreadPool(4, task -> new Thread(task, "driver"));
    try (DescribeThreads usual = benchmark.usual;
        EmrAccount account = new EmrAccount(CLUSTERS, benchmark.drivers);
        EmrAccount other = new EmrAccount(CLUSTERS, benchmark.twins);
        EmrClient client = other.client()) {
      benchmark.measure(account, other, client, ends, measured);
    } finally {
      ends.shutdownNow();
    }
  }

  private static void sayConditions(Figures figures, Path work, Duration measured)
      throws IOException {
    figures.say(
        "%d steps run at once on %d clusters of one account of EMR, each an operator: %d runs of %d"
            + " steps in one process, each run with its own orchestrator",
        RUNS * STEPS, CLUSTERS, RUNS, STEPS);
    figures.say(
        "the account lets itself be called as EMR does, from the start: AddJobFlowSteps, ListSteps,"
            + " DescribeStep 10 at once and 0.5 a second each, DescribeCluster 10 and 1, all"
            + " together 25 and 5; that of the usual way has no limits while steps are submitted");
    figures.say(
        "5 of 100 steps end as failed and without a mark, others write claim, result and mark at"
            + " their end, and give no signs of life before; no driver is a process");
    figures.say(
        "run store and artifact store on a disk: %s, %s; what drivers leave is not synced",
        work, Files.getFileStore(work).type());
    figures.say(
        "from the time when EMR says that a step has ended, its mark being written, until its run"
            + " has written down that it knows");
    figures.say(
        "the usual way: DescribeStep for each step every %d s, with the SDK's usual retries, on"
            + " twins of the steps in an account of its own, in the same process at the same time",
        DESCRIBE_MILLIS / 1000);
    figures.say(
        "warm-up: until all steps run, and %d s after it; measured: %d s after it, in which about half of"
            + " the steps end, evenly",
        WARM_UP.toSeconds(), measured.toSeconds());
  }

  private void measure(
      EmrAccount account,
      EmrAccount other,
      EmrClient client,
      ScheduledExecutorService ends,
      Duration measured)
      throws Exception {
    long start = System.nanoTime();
    account.limitCalls();
    EmrFlavor flavor = new EmrFlavor();
    runs.begin(
        RUNS,
        STEPS,
        account.operators(),
        account.properties(),
        flavor.info().stores("file"),
        flavor);
    awaitAllRun(start);
    beginUsual(other, client);
    other.limitCalls();
    figures.say(
        "planned, submitted and started in %.0f s; throttled meanwhile: %d",
        (System.nanoTime() - start) / 1e9, account.throttled());
    sleepUntil(System.nanoTime() + WARM_UP.toNanos());
    mostThreads = 0;
    Counts before = counts(account, other);
    for (URI context : drivers.contexts()) {
      ends.schedule(
          () -> end(context), random.nextLong(2 * measured.toMillis()), TimeUnit.MILLISECONDS);
    }
    sleepUntil(before.time + measured.toNanos());
    Counts after = counts(account, other);
    Detection detection = new Detection(before.time, after.time);
    awaitTail(detection);
    Counts last = counts(account, other);
    runs.detach();
    report(before, after, last, detection);
  }

  private void awaitAllRun(long start) throws InterruptedException {
    while (runs.submitted() < RUNS * STEPS || drivers.contexts().size() < RUNS * STEPS) {
      sleepUntil(System.nanoTime() + 100_000_000);
      if (System.nanoTime() - start > LONGEST_SUBMITTING.toNanos() || runs.failures() > 0) {
        throw new IllegalStateException(
            "Only " + runs.submitted() + " steps are submitted, " + runs.failures() + " failed.");
      }
    }
  }

  private void beginUsual(EmrAccount other, EmrClient client) throws InterruptedException {
    List<URI> contexts = drivers.contexts();
    for (int i = 0; i < contexts.size(); i++) {
      URI context = contexts.get(i);
      String cluster = other.cluster(i);
      String step = EmrAccount.add(client, cluster, context);
      while (!twins.contexts().contains(context)) {
        Thread.sleep(1);
      }
      usual.follow(
          step,
          random.nextLong(DESCRIBE_MILLIS),
          () -> hasEnded(client, cluster, step),
          twins.job(context));
    }
  }

  private static boolean hasEnded(EmrClient client, String cluster, String step)
      throws IOException {
    try {
      StepState state =
          client.describeStep(one -> one.clusterId(cluster).stepId(step)).step().status().state();
      return state == StepState.COMPLETED || state == StepState.FAILED;
    } catch (SdkException e) {
      throw new IOException(e);
    }
  }

  private void end(URI context) {
    try {
      drivers.end(context);
      twins.end(context);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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
    while (System.nanoTime() < end && !detection.isComplete(drivers.jobs())) {
      sleepUntil(System.nanoTime() + 1_000_000_000);
    }
  }

  private record Counts(
      long time, int lists, int allThrottled, int usualCalls, int usualThrottled) {}

  private static Counts counts(EmrAccount account, EmrAccount other) {
    return new Counts(
        System.nanoTime(),
        account.calls("ListSteps"),
        account.throttled(),
        other.calls("DescribeStep"),
        other.throttled());
  }

  private void report(Counts before, Counts after, Counts last, Detection detection) {
    double minutes = (after.time - before.time) / 6e10;
    figures.say("throttled until the warm-up was over: %d", before.allThrottled);
    figures.say("throttled after what was measured: %d", last.allThrottled - after.allThrottled);
    figures.figure("follow_emr.throttled_calls", after.allThrottled - before.allThrottled, "calls");
    figures.figure(
        "follow_emr.list_steps_per_minute", (after.lists - before.lists) / minutes, "calls/min");
    detection.report(figures, "follow_emr.detection", drivers.jobs(), true);
    detection.report(figures, "follow_emr.unmarked", drivers.jobs(), false);
    figures.figure("follow_emr.threads", mostThreads, "threads");
    figures.figure("follow_emr.failures", runs.failures(), "attempts");
    figures.figure(
        "follow_emr.usual.throttled_calls", after.usualThrottled - before.usualThrottled, "calls");
    figures.figure(
        "follow_emr.usual.describe_step_per_minute",
        (after.usualCalls - before.usualCalls) / minutes,
        "calls/min");
    detection.report(figures, "follow_emr.usual.detection", twins.jobs(), true);
    detection.report(figures, "follow_emr.usual.unmarked", twins.jobs(), false);
    figures.figure("follow_emr.usual.threads", mostUsualThreads, "threads");
  }
}
