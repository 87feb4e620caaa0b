// SPDX-License-Identifier: Apache-2.0
package dev.outrider.bench;

import dev.outrider.flavor.Flavor;
import dev.outrider.flavor.FlavorInfo;
import dev.outrider.flavor.OperatorContext;
import dev.outrider.flavor.Setting;
import dev.outrider.flavor.SettingType;
import dev.outrider.flavor.Settings;
import dev.outrider.flavor.StepOperator;
import dev.outrider.flavor.Submission;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * A platform with many clusters, as a flavor; and beside each cluster an equal one, which has a
 * twin of each of its jobs and is asked in the usual way. Thread-safe.
 */
final class Clusters implements Flavor, AutoCloseable {
  static final String CLUSTER = "cluster-id";
  static final FlavorInfo INFO =
      FlavorInfo.of("cluster", "bench", "Pretends to run jobs.")
          .stores("file")
          .settings(
              List.of(
                  Setting.of(CLUSTER, SettingType.TEXT, "the cluster")
                      .mustBeSet()
                      .forExample("j-1")));

  private static final int DRIVERS = 4;
  private static final long SHORTEST_MILLIS = 60_000;
  private static final long LONGEST_MILLIS = 1_200_000;
  private static final double UNMARKED = 0.05;

  private final ClusterDriver driver;
  private final DescribeThreads usual;
  private final ScheduledExecutorService drivers =
      Executors.newScheduledThreadPool(DRIVERS, work -> new Thread(work, "driver"));
  private final Random random;
  private final Map<String, Cluster> clusters = new ConcurrentHashMap<>();
  private final Map<String, Cluster> twins = new ConcurrentHashMap<>();
  private final Map<String, ClusterJob> jobs = new ConcurrentHashMap<>();
  private final Map<String, ClusterJob> jobTwins = new ConcurrentHashMap<>();
  private final LongAdder calls = new LongAdder();
  private final LongAdder throttled = new LongAdder();
  private final LongAdder usualCalls = new LongAdder();
  private final LongAdder usualThrottled = new LongAdder();

  /**
   * @param driver writes what jobs leave
   * @param usual follows the twins
   * @param seed says how long jobs last, and which end without a mark
   */
  Clusters(ClusterDriver driver, DescribeThreads usual, long seed) {
    this.driver = driver;
    this.usual = usual;
    this.random = new Random(seed);
  }

  @Override
  public FlavorInfo info() {
    return INFO;
  }

  @Override
  public StepOperator open(Settings settings, OperatorContext context) {
    String id = settings.required(CLUSTER);
    Cluster cluster = clusters.computeIfAbsent(id, absent -> new Cluster(calls, throttled));
    twins.computeIfAbsent(id, absent -> new Cluster(usualCalls, usualThrottled));
    return new ClusterOperator(id, cluster, submission -> begin(id, submission));
  }

  private void begin(String cluster, Submission submission) {
    String key = submission.key().value();
    long millis;
    boolean marked;
    synchronized (this) {
      millis = random.nextLong(SHORTEST_MILLIS, LONGEST_MILLIS);
      marked = random.nextDouble() >= UNMARKED;
    }
    ClusterJob job = new ClusterJob(marked);
    ClusterJob twin = new ClusterJob(marked);
    clusters.get(cluster).add(key, job);
    twins.get(cluster).add(key, twin);
    jobs.put(name(submission.context().run(), submission.context().step()), job);
    jobTwins.put(key, twin);
    drivers.schedule(
        () -> {
          if (marked) {
            write(submission);
          }
          job.end();
          twin.end();
        },
        millis,
        TimeUnit.MILLISECONDS);
    Cluster other = twins.get(cluster);
    usual.follow(
        key, usual.everyMillis(), () -> other.statuses(List.of(key)).get(key).isFinal(), twin);
  }

  private void write(Submission submission) {
    try {
      driver.end(submission.context());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String name(String run, String step) {
    return run + "/" + step;
  }

  /** The run knows that the job of a step has ended. */
  void detect(String run, String step) {
    jobs.get(name(run, step)).detect();
  }

  Collection<ClusterJob> jobs() {
    return jobs.values();
  }

  Collection<ClusterJob> twins() {
    return jobTwins.values();
  }

  long calls() {
    return calls.sum();
  }

  long throttled() {
    return throttled.sum();
  }

  long usualCalls() {
    return usualCalls.sum();
  }

  long usualThrottled() {
    return usualThrottled.sum();
  }

  @Override
  public void close() {
    drivers.shutdownNow();
  }
}
