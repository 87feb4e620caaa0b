// SPDX-License-Identifier: Apache-2.0
package dev.outrider.testkit.platform;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;
import java.util.function.Predicate;

/**
 * The jobs of a loopback platform. It starts their drivers on a {@link BackEnd}, derives each job's
 * {@link State} from them, and plays what happens to jobs on real platforms: jobs are held back,
 * preempted, started twice, forgotten, crowded by jobs of others and listed late. Protocol,
 * validation and the rules for a second request remain with the platform:
 *
 * <pre>
 * JobTable&lt;Create&gt; jobs = new JobTable&lt;&gt;("toy", n -&gt; "job-" + n, backEnd, clock);
 * JobTable.Job&lt;Create&gt; job = jobs.add(create.key(), create, create.driver(), Optional.empty());
 * job.state(); // RUNNING
 * </pre>
 *
 * <p>Thread-safe. A platform that looks before it adds synchronizes on the table.
 *
 * @param <R> the platform's request for a job
 */
public final class JobTable<R> implements AutoCloseable {

  private static final long LOOK_MILLIS = 20;

  private final LongFunction<String> ids;
  private final BackEnd backEnd;
  private final InstantSource clock;
  private final ScheduledExecutorService starter;
  private final Map<String, Job<R>> jobs = new LinkedHashMap<>();
  private final Map<String, Integer> made = new HashMap<>();
  private Predicate<Job<R>> hasPlace = job -> true;
  private Duration listedAfter = Duration.ZERO;
  private boolean held;
  private long count;

  /**
   * A table without jobs.
   *
   * @param name begins the name of its thread, {@code NAME-starter}
   * @param ids the id of the job of a number, from 1
   * @param backEnd runs the drivers; closed with the table
   * @param clock for times and limits of jobs
   */
  public JobTable(String name, LongFunction<String> ids, BackEnd backEnd, InstantSource clock) {
    this.ids = ids;
    this.backEnd = backEnd;
    this.clock = clock;
    this.starter =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, name + "-starter");
              thread.setDaemon(true);
              return thread;
            });
    starter.scheduleWithFixedDelay(this::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** The state of a job, in no platform's words. */
  public enum State {
    /** Accepted, and waits for a place. */
    QUEUED,
    /** Has a place; its driver does not run yet. */
    STARTING,
    /** Its driver runs. */
    RUNNING,
    /** Was asked to end, and a driver still runs. */
    STOPPING,
    /** A driver ended with 0. */
    SUCCEEDED,
    /** Its driver ended with another code, or could not be started. */
    FAILED,
    /** Ended by its user. */
    STOPPED,
    /** Ended at its limit. */
    TIMED_OUT,
    /** Ended with its machine. */
    LOST_MACHINE;

    /** Whether nothing of the job runs any more. */
    public boolean isFinal() {
      return compareTo(STOPPING) > 0;
    }
  }

  /**
   * One job. Thread-safe.
   *
   * @param <R> the platform's request for it
   */
  public static final class Job<R> {

    private final JobTable<R> table;
    private final String id;
    private final String key;
    private final R request;
    private final Optional<SparkArguments> driver;
    private final Optional<Duration> limit;
    private final Instant created;
    private final List<BackEnd.Execution> drivers = new ArrayList<>();
    private Optional<Instant> started = Optional.empty();
    private Optional<Instant> ended = Optional.empty();
    private Optional<State> endsAs = Optional.empty();
    private Optional<String> problem = Optional.empty();

    private Job(
        JobTable<R> table,
        String id,
        String key,
        R request,
        Optional<SparkArguments> driver,
        Optional<Duration> limit) {
      this.table = table;
      this.id = id;
      this.key = key;
      this.request = request;
      this.driver = driver;
      this.limit = limit;
      this.created = table.clock.instant();
    }

    /** The id that the platform assigned. */
    public String id() {
      return id;
    }

    /** The attempt key of an operator's job. */
    public String key() {
      return key;
    }

    /** What the job was made from. */
    public R request() {
      return request;
    }

    /** When it was added. */
    public Instant created() {
      return created;
    }

    /** When it got its place. */
    public Optional<Instant> started() {
      synchronized (table) {
        return started;
      }
    }

    /** When its end was first seen, within milliseconds of it. */
    public Optional<Instant> ended() {
      synchronized (table) {
        if (ended.isEmpty() && state().isFinal()) {
          ended = Optional.of(table.clock.instant());
        }
        return ended;
      }
    }

    /** The state now. */
    public State state() {
      synchronized (table) {
        if (problem.isPresent()) {
          return endsAs.orElse(State.FAILED);
        }
        if (drivers.isEmpty() && started.isEmpty()) {
          return endsAs.orElse(State.QUEUED);
        }
        if (drivers.isEmpty() || runs()) {
          return endsAs.isPresent()
              ? State.STOPPING
              : drivers.isEmpty() ? State.STARTING : State.RUNNING;
        }
        return exitCode().equals(OptionalInt.of(0)) ? State.SUCCEEDED : endsAs.orElse(State.FAILED);
      }
    }

    /** The last driver's exit code, or 0 if any ended with 0; empty while the last one runs. */
    public OptionalInt exitCode() {
      synchronized (table) {
        OptionalInt last = OptionalInt.empty();
        for (BackEnd.Execution each : drivers) {
          last = each.exitCode();
          if (last.equals(OptionalInt.of(0))) {
            return last;
          }
        }
        return last;
      }
    }

    /** Why no driver could be started. */
    public Optional<String> problem() {
      synchronized (table) {
        return problem;
      }
    }

    /** Whether a driver of it runs. */
    public boolean runs() {
      synchronized (table) {
        return drivers.stream().anyMatch(each -> each.exitCode().isEmpty());
      }
    }

    /**
     * What its first driver has printed.
     *
     * @param from number of lines to skip
     */
    public List<String> log(int from) throws IOException {
      synchronized (table) {
        return drivers.isEmpty() ? List.of() : drivers.get(0).log(from);
      }
    }

    /**
     * Ends the job, if it has not ended: at once while it waits, else with its drivers.
     *
     * @param as its final state, unless a driver ends with 0
     */
    public void end(State as) {
      synchronized (table) {
        if (endsAs.isEmpty() && !state().isFinal()) {
          endsAs = Optional.of(as);
        }
        drivers.forEach(BackEnd.Execution::kill);
      }
    }

    private boolean isWaiting() {
      return driver.isPresent() && started.isEmpty() && endsAs.isEmpty();
    }

    private boolean isOverdue(Instant now) {
      return started
          .flatMap(from -> limit.map(from::plus))
          .filter(last -> !now.isBefore(last))
          .isPresent();
    }

    private void launched(BackEnd.Execution execution) {
      drivers.add(execution);
      if (endsAs.isPresent()) {
        execution.kill();
      }
    }
  }

  /**
   * Adds a job, which starts once it has a place.
   *
   * @param limit how long it may run; empty for any time
   */
  public synchronized Job<R> add(
      String key, R request, SparkArguments driver, Optional<Duration> limit) {
    Job<R> job = put(key, request, Optional.of(driver), limit);
    made.merge(key, 1, Integer::sum);
    starter.execute(this::look);
    return job;
  }

  /**
   * Adds a job of others, which has no driver and keeps its state.
   *
   * @param state {@code QUEUED}, or a final one
   */
  public synchronized Job<R> addOther(String key, R request, State state) {
    Job<R> job = put(key, request, Optional.empty(), Optional.empty());
    job.endsAs = Optional.of(state).filter(State::isFinal);
    return job;
  }

  private Job<R> put(
      String key, R request, Optional<SparkArguments> driver, Optional<Duration> limit) {
    count++;
    Job<R> job = new Job<>(this, ids.apply(count), key, request, driver, limit);
    jobs.put(job.id(), job);
    return job;
  }

  private void look() {
    List<Job<R>> next = new ArrayList<>();
    synchronized (this) {
      Instant now = clock.instant();
      for (Job<R> each : jobs.values()) {
        if (each.isOverdue(now)) {
          each.end(State.TIMED_OUT);
        }
        each.ended();
        if (!held && each.isWaiting() && hasPlace.test(each)) {
          each.started = Optional.of(now);
          next.add(each);
        }
      }
    }
    next.forEach(this::launch);
  }

  private void launch(Job<R> job) {
    try {
      BackEnd.Execution execution = backEnd.start(job.driver.orElseThrow());
      synchronized (this) {
        job.launched(execution);
      }
    } catch (IOException | RuntimeException e) {
      synchronized (this) {
        job.problem = Optional.of("the driver cannot be started: " + e);
      }
    }
  }

  /**
   * Sets which waiting jobs have a place, for a platform with few; called with the table's lock.
   */
  public synchronized void placeWhere(Predicate<Job<R>> rule) {
    hasPlace = rule;
  }

  /** The job of an id. */
  public synchronized Optional<Job<R>> job(String id) {
    return Optional.ofNullable(jobs.get(id));
  }

  /** The first job of a key. */
  public synchronized Optional<Job<R>> ofKey(String key) {
    return jobs.values().stream().filter(each -> each.key().equals(key)).findFirst();
  }

  /** The jobs that a list shows by now, newest first. */
  public synchronized List<Job<R>> listed() {
    Instant latest = clock.instant().minus(listedAfter);
    List<Job<R>> found = new ArrayList<>();
    for (Job<R> each : jobs.values()) {
      if (!each.created().isAfter(latest)) {
        found.add(0, each);
      }
    }
    return found;
  }

  /** How many jobs were ever added for a key. */
  public synchronized int made(String key) {
    return made.getOrDefault(key, 0);
  }

  /** Whether a driver of a key's jobs runs. */
  public synchronized boolean runs(String key) {
    return jobs.values().stream().anyMatch(each -> each.key().equals(key) && each.runs());
  }

  /** Lists show a job only at this age. */
  public synchronized void listAfter(Duration age) {
    listedAfter = age;
  }

  /** Keeps waiting jobs from starting. */
  public synchronized void hold() {
    held = true;
  }

  /** Lets jobs start. */
  public synchronized void release() {
    held = false;
    starter.execute(this::look);
  }

  /** Takes away the machine of a key's job. */
  public void preempt(String key) {
    only(key).end(State.LOST_MACHINE);
  }

  /** Starts another driver of a key's job, beside the first. */
  public void startAgain(String key) {
    launch(only(key));
  }

  /** Removes a key's job; its driver continues. */
  public synchronized void forget(String key) {
    jobs.remove(only(key).id());
  }

  /**
   * The first job of a key.
   *
   * @throws IllegalArgumentException if there is none
   */
  public Job<R> only(String key) {
    return ofKey(key)
        .orElseThrow(() -> new IllegalArgumentException("There is no job of " + key + "."));
  }

  /** Ends every driver that still runs. A second call does nothing. */
  @Override
  public void close() {
    starter.shutdownNow();
    backEnd.close();
  }
}
