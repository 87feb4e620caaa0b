// SPDX-License-Identifier: Apache-2.0
package dev.outrider.aws.loopback;

import dev.outrider.testkit.platform.BackEnd;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** The clusters of an account, their steps, and who starts them. Thread-safe. */
final class Clusters implements AutoCloseable {
  private static final long LOOK_MILLIS = 20;
  private static final int RADIX = 36;

  private final BackEnd backEnd;
  private final InstantSource clock;
  private final String epoch;
  private final Map<String, LoopbackCluster> clusters = new LinkedHashMap<>();
  private final Map<String, Integer> made = new HashMap<>();
  private final ScheduledExecutorService starter;
  private Duration startTime = Duration.ZERO;
  private Duration listedAfter = Duration.ZERO;
  private Optional<LoopbackCluster.Ending> failing = Optional.empty();
  private Optional<LogBucket> logs = Optional.empty();
  private boolean held;
  private long count;

  /**
   * @param backEnd runs the drivers; closed with the clusters
   * @param clock for the times of clusters and steps
   */
  Clusters(BackEnd backEnd, InstantSource clock) {
    this.backEnd = backEnd;
    this.clock = clock;
    this.epoch = Long.toString(clock.millis(), RADIX).toUpperCase(Locale.ROOT);
    this.starter =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "loopback-emr-starter");
              thread.setDaemon(true);
              return thread;
            });
    starter.scheduleWithFixedDelay(this::startSome, 0, LOOK_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** Does something with the clusters as they are now, the newest last, while nothing changes. */
  synchronized <T> T with(Function<List<LoopbackCluster>, T> action) {
    Instant now = clock.instant();
    clusters.values().forEach(each -> each.settle(now));
    return action.apply(List.copyOf(clusters.values()));
  }

  /** What time it is there. */
  Instant now() {
    return clock.instant();
  }

  /** A new cluster, which takes steps at once. */
  synchronized String add(ClusterDescription asked, Optional<ClusterLog> log) {
    Instant now = clock.instant();
    return added(asked, now, log, Optional.empty()).id();
  }

  /** A new cluster, which takes steps when it is up, if it gets there. */
  synchronized LoopbackCluster start(ClusterDescription asked) {
    Optional<ClusterLog> log = asked.logUri().flatMap(this::log);
    return added(asked, clock.instant().plus(startTime), log, failing);
  }

  private Optional<ClusterLog> log(URI place) {
    String text = place.toString().replaceFirst("^s3[an]:", "s3:");
    URI folder = URI.create(text.endsWith("/") ? text : text + "/");
    return logs.map(bucket -> new ClusterLog(folder, bucket));
  }

  private LoopbackCluster added(
      ClusterDescription asked,
      Instant ready,
      Optional<ClusterLog> log,
      Optional<LoopbackCluster.Ending> failure) {
    count++;
    LoopbackCluster cluster =
        new LoopbackCluster(id("j-"), count, asked, clock.instant(), ready, log, failure);
    clusters.put(cluster.id(), cluster);
    return cluster;
  }

  /** Those that a list shows by now. */
  synchronized List<LoopbackCluster> listed(List<LoopbackCluster> all) {
    Instant latest = clock.instant().minus(listedAfter);
    return all.stream().filter(each -> !each.created().isAfter(latest)).toList();
  }

  /** How clusters start that are made from now on. */
  synchronized void startAfter(Duration time, Optional<LoopbackCluster.Ending> failure) {
    startTime = time;
    failing = failure;
  }

  /** A list shows clusters that are as old as this. */
  synchronized void listAfter(Duration age) {
    listedAfter = age;
  }

  /** Where the logs are kept of clusters that are made from now on. */
  synchronized void keepLogs(LogBucket bucket) {
    logs = Optional.of(bucket);
  }

  /** The ids of all clusters of a name that there ever were. */
  synchronized List<String> named(String name) {
    return clusters.values().stream()
        .filter(each -> each.name().equals(name))
        .map(LoopbackCluster::id)
        .toList();
  }

  /** The state of a cluster. */
  synchronized String state(String clusterId) {
    return clusters.get(clusterId).state(clock.instant());
  }

  /** The tags of a cluster. */
  synchronized Map<String, String> tags(String clusterId) {
    return clusters.get(clusterId).asked().tags();
  }

  /** New pending steps of a cluster; their ids. */
  synchronized List<String> addSteps(LoopbackCluster cluster, List<StepRequest> requests) {
    List<String> ids = new ArrayList<>();
    for (StepRequest each : requests) {
      LoopbackStep step = newStep(each);
      cluster.steps().add(step);
      made.merge(each.name(), 1, Integer::sum);
      ids.add(step.id());
    }
    starter.execute(this::startSome);
    return ids;
  }

  /** Asks a step to be cancelled. */
  synchronized void cancel(LoopbackStep step) {
    step.cancel(clock.instant());
  }

  private LoopbackStep newStep(StepRequest request) {
    count++;
    return new LoopbackStep(id("s-"), count, request, clock.instant());
  }

  /** Ids differ from those of clusters that this machine has had before. */
  private String id(String prefix) {
    String number = Long.toString(count, RADIX).toUpperCase(Locale.ROOT);
    return prefix + epoch + "0".repeat(Math.max(0, 5 - number.length())) + number;
  }

  private void startSome() {
    Map<LoopbackStep, LoopbackCluster> next = new LinkedHashMap<>();
    synchronized (this) {
      Instant now = clock.instant();
      for (LoopbackCluster cluster : clusters.values()) {
        cluster.settle(now);
        for (LoopbackStep each : held ? List.<LoopbackStep>of() : cluster.startable(now)) {
          each.place(now);
          next.put(each, cluster);
        }
      }
    }
    next.forEach(this::launch);
  }

  private void launch(LoopbackStep step, LoopbackCluster cluster) {
    try {
      BackEnd.Execution driver = backEnd.start(step.request().command().arguments());
      synchronized (this) {
        step.started(driver);
      }
    } catch (IOException | RuntimeException e) {
      synchronized (this) {
        step.failedToStart(e.getMessage(), clock.instant());
        cluster.hasEnded(step, clock.instant());
      }
    }
  }

  /** Keeps pending steps from starting. */
  synchronized void hold() {
    held = true;
  }

  /** Lets them start. */
  synchronized void release() {
    held = false;
    starter.execute(this::startSome);
  }

  /** Takes the machine of a name's step away. */
  synchronized void preempt(String name) {
    only(name).loseMachine(clock.instant());
  }

  /** Starts the driver of a name's step a second time, beside the first. */
  void startAgain(String name) throws IOException {
    LoopbackStep step;
    synchronized (this) {
      step = only(name);
    }
    BackEnd.Execution driver = backEnd.start(step.request().command().arguments());
    synchronized (this) {
      step.started(driver);
    }
  }

  /** Does not know a name's step any more; its driver runs on. */
  synchronized void forget(String name) {
    LoopbackStep step = only(name);
    clusters.values().forEach(each -> each.steps().remove(step));
  }

  /** Each cluster has had as many steps of others, which have ended well. */
  synchronized void crowd(int stepsOfOthers) {
    for (LoopbackCluster cluster : clusters.values()) {
      for (int i = 0; i < stepsOfOthers; i++) {
        addEnded(cluster, "other-" + (count + 1));
      }
    }
  }

  /** A cluster has had a step of a name, which has ended well; its id. */
  synchronized String addEnded(String clusterId, String name) {
    return addEnded(clusters.get(clusterId), name);
  }

  private String addEnded(LoopbackCluster cluster, String name) {
    LoopbackStep step =
        newStep(
            new StepRequest(
                name,
                "CONTINUE",
                "command-runner.jar",
                Optional.empty(),
                Map.of(),
                List.of("spark-submit", "--class", "acme.Main", "s3://acme/acme.jar"),
                Optional.empty()));
    step.completed(clock.instant());
    cluster.steps().add(step);
    return step.id();
  }

  /** Ends a cluster as its user does. */
  synchronized void terminate(String clusterId) {
    LoopbackCluster cluster = clusters.get(clusterId);
    if (cluster == null) {
      throw new IllegalArgumentException("There is no cluster " + clusterId + ".");
    }
    cluster.terminate(
        new LoopbackCluster.Ending("USER_REQUEST", "Terminated by user request"), clock.instant());
  }

  /** How many steps of a name were ever added. */
  synchronized int made(String name) {
    return made.getOrDefault(name, 0);
  }

  /** Whether a driver of a name's steps runs. */
  synchronized boolean runs(String name) {
    return clusters.values().stream()
        .flatMap(each -> each.steps().stream())
        .anyMatch(each -> each.request().name().equals(name) && each.runs());
  }

  /** The labels of a name's first step. */
  synchronized Map<String, String> labels(String name) {
    return only(name).request().labels();
  }

  private LoopbackStep only(String name) {
    return clusters.values().stream()
        .flatMap(each -> each.steps().stream())
        .filter(each -> each.request().name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("There is no step " + name + "."));
  }

  /** Ends every driver that still runs. A second call does nothing. */
  @Override
  public void close() {
    starter.shutdownNow();
    backEnd.close();
  }
}
