// SPDX-License-Identifier: Apache-2.0
package dev.outrider.testkit;

import dev.outrider.flavor.AttemptKey;
import dev.outrider.flavor.BundleFiles;
import dev.outrider.flavor.Flavor;
import dev.outrider.flavor.Order;
import dev.outrider.testkit.platform.BackEnd;
import dev.outrider.testkit.platform.Call;
import dev.outrider.testkit.platform.Fault;
import dev.outrider.testkit.platform.FaultScript;
import dev.outrider.testkit.platform.SparkArguments;
import dev.outrider.testkit.platform.StubBackEnd;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Predicate;

/** A platform of this process, without a protocol: what it answers are objects. Thread-safe. */
final class MemoryPlatform implements PlatformUnderTest {
  static final String TOKEN = "hunter2-token-51c9";
  static final int PAGE = 100;
  static final int LONGEST_LABEL = 63;

  /** More lines than any job prints here. */
  private static final int LONG_LOG = 100_000;

  /** The lines of a log that a platform keeps which does not keep all. */
  static final int SHORT_LOG = 250;

  private final FaultScript script = new FaultScript(Clock.systemUTC());
  private final BackEnd drivers = new StubBackEnd();
  private final List<Job> jobs = new ArrayList<>();
  private final List<Cluster> clusters = new ArrayList<>();
  private final Optional<BrokenOperator> broken;
  private final List<String> seen = new ArrayList<>();
  private final Flavor flavor;
  private final int keptLines;
  private boolean holding;
  private boolean gettingReady;
  private int made;

  /**
   * @param broken what is wrong with the operators; empty for nothing
   */
  MemoryPlatform(Optional<BrokenOperator> broken) {
    this(
        broken,
        broken.equals(Optional.of(BrokenOperator.LOST_LINES_ARE_NOT_SAID)) ? SHORT_LOG : LONG_LOG);
  }

  /**
   * @param lines how many lines of a log it keeps
   */
  MemoryPlatform(Optional<BrokenOperator> broken, int lines) {
    this.broken = broken;
    this.keptLines = lines;
    this.flavor = new MemoryFlavor(this, broken);
  }

  /** The platform has answered that it will not, and why. */
  static final class Refused extends Exception {
    private static final long serialVersionUID = 1L;
    final transient Fault reason;

    Refused(Fault reason) {
      super("the platform answers " + reason);
      this.reason = reason;
    }
  }

  /** A job as it is told to operators. */
  record Told(String id, String token, String state, int exitCode, Optional<String> request) {}

  /** A part of a list. */
  record Page(List<Told> jobs, Optional<Integer> next) {}

  /** What jobs of a run run on. */
  private final class Cluster {
    final String token;
    final String run;
    boolean told;

    Cluster(String token, String run) {
      this.token = token;
      this.run = run;
    }

    /** Whether it takes jobs. */
    boolean isUp() {
      return !told;
    }

    /** Whether it was told to end, and nothing runs on it any more. */
    boolean hasEnded() {
      return told && !isBusy(run);
    }
  }

  /** What a job is. */
  private final class Job {
    final String id;
    final String token;
    final SparkArguments what;
    final Map<String, String> labels;
    final List<BackEnd.Execution> launches = new ArrayList<>();
    boolean stopped;
    boolean lostItsMachine;
    boolean forgotten;

    Job(String token, SparkArguments what, Map<String, String> labels) {
      this.id = "job-" + ++made;
      this.token = token;
      this.what = what;
      this.labels = labels;
    }

    boolean runs() {
      return launches.stream().anyMatch(each -> each.exitCode().isEmpty());
    }

    Told told() {
      if (launches.isEmpty()) {
        return new Told(id, token, stopped ? "STOPPED" : "QUEUED", 0, request());
      }
      if (runs()) {
        return new Told(id, token, stopped ? "STOPPING" : "RUNNING", 0, request());
      }
      int code = launches.get(0).exitCode().orElseThrow();
      String failed = stopped ? "STOPPED" : "FAILED";
      return new Told(
          id,
          token,
          lostItsMachine ? "MACHINE_LOST" : code == 0 ? "SUCCEEDED" : failed,
          code,
          request());
    }

    Optional<String> request() {
      return Optional.ofNullable(labels.get(Order.TAG));
    }

    boolean isOf(String run) {
      return keyOf(id).filter(key -> key.startsWith(run + "-")).isPresent();
    }

    void stop() {
      if (runs() || launches.isEmpty()) {
        stopped = true;
        launches.forEach(BackEnd.Execution::kill);
      }
    }

    void start() throws IOException {
      if (!stopped) {
        launches.add(drivers.start(what));
      }
    }
  }

  /** What the platform does, given what goes wrong inside of it. */
  private interface Effect<T> {
    T apply(Optional<Fault> fault) throws Exception;
  }

  private <T> T call(Call call, Effect<T> effect) throws IOException, Refused {
    Optional<Fault> fault = script.take(call);
    if (Thread.currentThread().isInterrupted()) {
      throw new IOException("interrupted");
    }
    if (fault.isEmpty()) {
      return run(effect, fault);
    }
    switch (fault.get()) {
      case REQUEST_LOST, GARBAGE, HANG ->
          throw new IOException("no answer that can be read: " + fault.get());
      case REPLY_LOST, CUT_REPLY -> {
        run(effect, fault);
        throw new IOException("no answer that can be read: " + fault.get());
      }
      case FAILED_AFTERWARDS -> {
        run(effect, fault);
        throw new Refused(fault.get());
      }
      case EMPTY_LIST, UNKNOWN_STATE -> {
        return run(effect, fault);
      }
      default -> throw new Refused(fault.get());
    }
  }

  private synchronized <T> T run(Effect<T> effect, Optional<Fault> fault)
      throws IOException, Refused {
    try {
      return effect.apply(fault);
    } catch (IOException | Refused | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Makes a job.
   *
   * @param token of several calls with one, the first alone makes a job
   */
  Told create(String token, SparkArguments what, Map<String, String> labels, String body)
      throws IOException, Refused {
    return call(
        Call.SUBMIT,
        fault -> {
          seen.add(body);
          if (labels.values().stream().anyMatch(each -> each.length() > LONGEST_LABEL)) {
            throw new Refused(Fault.REFUSED);
          }
          for (Job each : jobs) {
            if (each.token.equals(token)) {
              return each.told();
            }
          }
          Job job = new Job(token, what, labels);
          jobs.add(job);
          if (!holding) {
            job.start();
          }
          return job.told();
        });
  }

  /** Jobs from a place on, at most {@link #PAGE}. */
  Page list(int from) throws IOException, Refused {
    return call(
        Call.READ,
        fault -> {
          List<Told> all = new ArrayList<>();
          for (Job each : jobs.subList(Math.min(from, jobs.size()), jobs.size())) {
            if (all.size() < PAGE) {
              all.add(each.told());
            }
          }
          int next = from + all.size();
          all.removeIf(each -> job(each.id()).orElseThrow().forgotten);
          if (fault.equals(Optional.of(Fault.EMPTY_LIST))) {
            return new Page(List.of(), Optional.empty());
          }
          if (fault.equals(Optional.of(Fault.UNKNOWN_STATE))) {
            all.replaceAll(
                each ->
                    new Told(
                        each.id(), each.token(), "REBALANCING", each.exitCode(), each.request()));
          }
          return new Page(all, next < jobs.size() ? Optional.of(next) : Optional.empty());
        });
  }

  /** One job; empty where it is not known. */
  Optional<Told> get(String id) throws IOException, Refused {
    return call(Call.READ, fault -> job(id).filter(each -> !each.forgotten).map(Job::told));
  }

  /** Asks a job to stop. */
  void stop(String id) throws IOException, Refused {
    call(
        Call.CANCEL,
        fault -> {
          Job job = job(id).orElseThrow(() -> new Refused(Fault.NOT_FOUND));
          job.stop();
          return true;
        });
  }

  /** How many lines of a log it keeps. */
  int keptLines() {
    return keptLines;
  }

  /** How many lines of a job it does not keep any more. */
  int lostLines(String id) throws IOException, Refused {
    return Math.max(0, log(id, 0).size() - keptLines);
  }

  /** What a job has printed, from a line on. */
  List<String> log(String id, int from) throws IOException, Refused {
    return call(
        Call.READ,
        fault -> {
          Job job = job(id).orElseThrow(() -> new Refused(Fault.NOT_FOUND));
          return job.launches.isEmpty() ? List.<String>of() : job.launches.get(0).log(from);
        });
  }

  /**
   * Makes a cluster.
   *
   * @param token of several calls with one, the first alone makes a cluster, while it is there
   */
  void makeCluster(String token, String run) throws IOException, Refused {
    call(
        Call.PROVISION,
        fault ->
            clusters.stream().anyMatch(each -> each.isUp() && each.token.equals(token))
                || clusters.add(new Cluster(token, run)));
  }

  /** The runs of the clusters that there are. */
  List<String> clusters() throws IOException, Refused {
    return call(
        Call.READ,
        fault ->
            fault.equals(Optional.of(Fault.EMPTY_LIST))
                ? List.of()
                : clusters.stream().filter(Cluster::isUp).map(each -> each.run).toList());
  }

  /**
   * Ends a run's clusters, and what runs on them.
   *
   * @return whether there was one
   */
  boolean endClusters(String run) throws IOException, Refused {
    return call(
        Call.PROVISION,
        fault -> {
          clusters.removeIf(Cluster::hasEnded);
          List<Cluster> up =
              clusters.stream().filter(each -> each.isUp() && each.run.equals(run)).toList();
          for (Cluster each : up) {
            each.told = true;
            stopJobs(run);
          }
          return !up.isEmpty();
        });
  }

  /** Stops a run's jobs, without a call: for operators that are broken. */
  synchronized void stopJobs(String run) {
    jobs.stream().filter(each -> each.isOf(run)).forEach(Job::stop);
  }

  /** Whether a run's job runs, without a call: for operators that are broken. */
  synchronized boolean isBusy(String run) {
    return jobs.stream().anyMatch(each -> each.isOf(run) && each.runs());
  }

  @Override
  public synchronized OptionalInt clusters(String run) {
    if (broken.equals(Optional.of(BrokenOperator.RELEASE_CANCELS_JOBS))) {
      return OptionalInt.empty();
    }
    clusters.removeIf(Cluster::hasEnded);
    return OptionalInt.of((int) clusters.stream().filter(each -> each.run.equals(run)).count());
  }

  /** The key that a job was made for, which no answer tells: for operators that are broken. */
  synchronized Optional<String> keyOf(String id) {
    return folderOf(id).map(each -> Path.of(each).getFileName().toString());
  }

  /** The attempt folder of a job, which no answer tells: for operators that are broken. */
  synchronized Optional<URI> folderOf(String id) {
    return job(id)
        .filter(each -> !each.what.arguments().isEmpty())
        .map(each -> URI.create(each.what.arguments().get(1)).resolve("."));
  }

  /** The request that a job carries, as the answer to its submission tells. */
  synchronized Optional<String> requestOf(String id) {
    return job(id).flatMap(Job::request);
  }

  /** The state of a job, without a call: for operators that are broken. */
  synchronized String state(String id) {
    return job(id).map(each -> each.told().state()).orElse("");
  }

  private Optional<Job> job(String id) {
    return jobs.stream().filter(each -> each.id.equals(id)).findFirst();
  }

  private synchronized List<Job> of(AttemptKey key) {
    Predicate<Job> named =
        job ->
            job.what.arguments().stream().anyMatch(each -> each.contains("/" + key.value() + "/"));
    return jobs.stream().filter(named).toList();
  }

  @Override
  public Flavor flavor() {
    return flavor;
  }

  @Override
  public Map<String, String> settings() {
    return Map.of("token", TOKEN);
  }

  @Override
  public BundleFiles bundle() {
    return new BundleFiles(URI.create("file:///nowhere/stub.jar"), "stub.Main", List.of());
  }

  @Override
  public Optional<FaultScript> faults() {
    return Optional.of(script);
  }

  @Override
  public int jobs(AttemptKey key) {
    return of(key).size();
  }

  @Override
  public boolean runs(AttemptKey key) {
    return of(key).stream().anyMatch(Job::runs);
  }

  @Override
  public synchronized List<String> seen() {
    return List.copyOf(seen);
  }

  @Override
  public Set<Power> powers() {
    return EnumSet.allOf(Power.class);
  }

  @Override
  public synchronized void hold() {
    holding = true;
  }

  @Override
  public synchronized void release() {
    holding = false;
    jobs.stream().filter(each -> each.launches.isEmpty()).forEach(this::start);
  }

  private void start(Job job) {
    try {
      job.start();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void preempt(AttemptKey key) {
    for (Job each : of(key)) {
      each.lostItsMachine = true;
      each.launches.forEach(BackEnd.Execution::kill);
    }
  }

  @Override
  public void startAgain(AttemptKey key) {
    of(key).forEach(this::start);
  }

  @Override
  public void forget(AttemptKey key) {
    of(key).forEach(each -> each.forgotten = true);
  }

  @Override
  public synchronized void crowd(int count) {
    SparkArguments none =
        new SparkArguments(
            "", URI.create("file:///nowhere"), List.of(), Map.of(), List.of(), Map.of());
    List<Job> ours = List.copyOf(jobs);
    jobs.clear();
    for (int i = 0; i < count; i++) {
      Job other = new Job("other-" + i, none, Map.of());
      other.stopped = true;
      jobs.add(other);
    }
    jobs.addAll(ours);
  }

  @Override
  public synchronized void getReady() {
    gettingReady = true;
  }

  @Override
  public synchronized void ready() {
    gettingReady = false;
  }

  synchronized boolean isGettingReady() {
    return gettingReady;
  }

  @Override
  public Map<String, String> labels(AttemptKey key) {
    return of(key).get(0).labels;
  }

  @Override
  public boolean owns(Thread thread) {
    return thread.getName().startsWith("stub-driver-");
  }

  @Override
  public void close() {
    drivers.close();
  }
}
