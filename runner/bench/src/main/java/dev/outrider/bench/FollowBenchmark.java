// SPDX-License-Identifier: Apache-2.0
package dev.outrider.bench;

import com.sun.management.OperatingSystemMXBean;
import dev.outrider.artifact.FileStore;
import dev.outrider.ledger.RunStore;
import dev.outrider.pipeline.Pipeline;
import dev.outrider.plugin.Flavors;
import dev.outrider.plugin.Plugin;
import dev.outrider.run.ConfiguredPlan;
import dev.outrider.run.JobPoller;
import dev.outrider.run.Orchestrator;
import dev.outrider.run.Phase;
import dev.outrider.run.Project;
import dev.outrider.run.RunListener;
import dev.outrider.run.RunState;
import dev.outrider.run.StepState;
import dev.outrider.run.Surroundings;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

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
  private static final Duration WARM_UP = Duration.ofMinutes(2);
  private static final Duration LONGEST_SUBMITTING = Duration.ofMinutes(10);

  /** So long the last jobs that were measured may take to be seen. */
  private static final Duration LONGEST_TAIL = Duration.ofMinutes(8);

  private final Figures figures;
  private final Clusters clusters;
  private final DescribeThreads usual;
  private final ThreadGroup outrider = new ThreadGroup("outrider");
  private final LongAdder requests = new LongAdder();
  private final AtomicInteger submitted = new AtomicInteger();
  private final List<Orchestrator> runs = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private int mostThreads;
  private int mostUsualThreads;

  private FollowBenchmark(Figures figures, Clusters clusters, DescribeThreads usual) {
    this.figures = figures;
    this.clusters = clusters;
    this.usual = usual;
  }

  static void run(Path root, Path work, List<String> words, Figures figures) throws Exception {
    Duration measured =
        Duration.ofSeconds(
            (long) (60 * (words.isEmpty() ? MINUTES : Double.parseDouble(words.get(0)))));
    sayConditions(figures, work, measured);
    ClusterDriver driver = new ClusterDriver(new FileStore(UUID::randomUUID).withoutSync());
    try (DescribeThreads usual = new DescribeThreads();
        Clusters clusters = new Clusters(driver, usual, SEED)) {
      new FollowBenchmark(figures, clusters, usual).measure(root, work, measured);
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
        DescribeThreads.EVERY_MILLIS / 1000);
    figures.say(
        "warm-up: until all jobs are submitted, and %d s; measured: the jobs that end in the %d s"
            + " after it",
        WARM_UP.toSeconds(), measured.toSeconds());
  }

  private void measure(Path root, Path work, Duration measured) throws Exception {
    long start = System.nanoTime();
    begin(root, work);
    while (submitted.get() < RUNS * STEPS) {
      sleepUntil(System.nanoTime() + 100_000_000);
      if (System.nanoTime() - start > LONGEST_SUBMITTING.toNanos()) {
        throw new IllegalStateException("Only " + submitted + " jobs are submitted.");
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
    awaitTail(before.time, after.time);
    runs.forEach(Orchestrator::detach);
    for (Thread each : threads) {
      each.join();
    }
    report(before, after);
  }

  private long ended() {
    return clusters.jobs().stream().filter(job -> job.status().isFinal()).count();
  }

  /** Sleeps, and counts threads meanwhile. */
  private void sleepUntil(long time) throws InterruptedException {
    for (long left = time - System.nanoTime(); left > 0; left = time - System.nanoTime()) {
      Thread.sleep(Math.min(1000, left / 1_000_000 + 1));
      mostThreads = Math.max(mostThreads, outrider.activeCount());
      mostUsualThreads = Math.max(mostUsualThreads, usual.threads());
    }
  }

  private void awaitTail(long from, long to) throws InterruptedException {
    long end = System.nanoTime() + LONGEST_TAIL.toNanos();
    while (System.nanoTime() < end
        && clusters.jobs().stream()
            .anyMatch(job -> job.endedBetween(from, to) && !job.isDetected())) {
      sleepUntil(System.nanoTime() + 1_000_000_000);
    }
  }

  /** The runs begin on threads of a group, whose threads are counted. */
  private void begin(Path root, Path work) throws Exception {
    Project project = project(root, work);
    Path cache = work.resolve("cache");
    Plugin plugin =
        new Plugin.Readable(
            work, "bench", List.of(Clusters.INFO), Map.of("cluster", Clusters.class.getName()));
    Surroundings surroundings =
        new Surroundings(
            Map.of(),
            new Flavors(List.of(plugin), (from, flavor) -> clusters),
            cache,
            InetAddress.getLocalHost().getHostName(),
            InstantSource.system(),
            new SecureRandom(),
            new JobPoller(InstantSource.system()));
    Pipeline pipeline = pipeline();
    for (int i = 0; i < RUNS; i++) {
      ConfiguredPlan plan =
          ConfiguredPlan.of(project, pipeline, FollowBenchmark.class.getClassLoader(), surroundings)
              .withStore(store -> new CountedStore(store, requests));
      plan.requests();
      RunStore ledger = RunStore.open(plan.configuration().runStore());
      Orchestrator run =
          Orchestrator.begin(plan, ledger, surroundings, new Watch(), Optional.empty());
      runs.add(run);
      threads.add(new Thread(outrider, () -> follow(plan, ledger, run), "run " + run.id()));
    }
    threads.forEach(Thread::start);
  }

  private static void follow(ConfiguredPlan plan, RunStore ledger, Orchestrator run) {
    try (plan;
        ledger) {
      run.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Project project(Path root, Path work) throws IOException {
    StringBuilder lines = new StringBuilder("artifact-store = artifacts\nrun-store = runs.db\n");
    for (int i = 0; i < CLUSTERS; i++) {
      lines.append("step-operator.cluster-" + i + ".flavor = cluster\n");
      lines.append("step-operator.cluster-" + i + ".cluster-id = j-" + i + "\n");
    }
    return new Project(
        Optional.empty(),
        List.of(root.resolve("runner/bench/target/classes")),
        Map.of(),
        Optional.of(Files.writeString(work.resolve("outrider.properties"), lines)),
        Optional.empty(),
        Map.of(),
        work);
  }

  private static Pipeline pipeline() {
    return Pipeline.define(
        "follow",
        p -> {
          for (int i = 0; i < STEPS; i++) {
            p.step("long-" + i, new LongStep())
                .on("cluster-" + i % CLUSTERS)
                .retry(retry -> retry.platform(0));
          }
        });
  }

  /** Notes what a run knows, on its own thread. */
  private final class Watch implements RunListener {
    private final Set<String> following = new HashSet<>();
    private final Set<String> detected = new HashSet<>();

    @Override
    public void changed(RunState state) {
      for (StepState step : state.steps().values()) {
        if (step.job().isPresent() && following.add(step.step())) {
          submitted.incrementAndGet();
        }
        boolean ended = step.phase() == Phase.JUDGING || step.phase().isFinal();
        if (ended && detected.add(step.step())) {
          clusters.detect(state.run(), step.step());
        }
      }
    }

    @Override
    public void warned(String message) {
      figures.say("warned: %s", message);
    }
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
        requests.sum(),
        process.getProcessCpuTime(),
        usual.processorNanos());
  }

  private void report(Counts before, Counts after) {
    double minutes = (after.time - before.time) / 6e10;
    double usualProcessor = (after.usualProcessor - before.usualProcessor) / 1e9 / minutes;
    double processor = (after.processor - before.processor) / 1e9 / minutes - usualProcessor;
    figures.say(
        "calls a minute: %.0f, of 1200 that are allowed for long; usual policy: %.0f",
        (after.calls - before.calls) / minutes, (after.usualCalls - before.usualCalls) / minutes);
    figures.say("throttled before all was warm: %d", before.throttled);
    latencies("follow.detection", ended(clusters.jobs(), true, before, after));
    latencies("follow.unmarked", ended(clusters.jobs(), false, before, after));
    figures.figure("follow.throttled_calls", after.throttled - before.throttled, "calls");
    figures.figure(
        "follow.store_requests_per_minute",
        (after.requests - before.requests) / minutes,
        "requests/min");
    figures.figure("follow.threads", mostThreads, "threads");
    figures.say("processor time: with the jobs' drivers, garbage collection and compiling");
    figures.figure("follow.processor_per_minute", processor, "s/min");
    latencies("follow.usual.detection", ended(clusters.twins(), true, before, after));
    latencies("follow.usual.unmarked", ended(clusters.twins(), false, before, after));
    figures.figure(
        "follow.usual.throttled_calls", after.usualThrottled - before.usualThrottled, "calls");
    figures.figure("follow.usual.threads", mostUsualThreads, "threads");
    figures.figure("follow.usual.processor_per_minute", usualProcessor, "s/min");
  }

  private static List<ClusterJob> ended(
      Collection<ClusterJob> jobs, boolean marked, Counts before, Counts after) {
    return jobs.stream()
        .filter(job -> job.isMarked() == marked && job.endedBetween(before.time, after.time))
        .toList();
  }

  private void latencies(String name, List<ClusterJob> jobs) {
    long now = System.nanoTime();
    double[] sorted = jobs.stream().mapToDouble(job -> job.seconds(now)).sorted().toArray();
    long unseen = jobs.stream().filter(job -> !job.isDetected()).count();
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
