// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import dev.outrider.flavor.JobHandle;
import dev.outrider.flavor.JobStatus;
import dev.outrider.flavor.StepOperator;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Asks each operator for the status of all its jobs at once: often while a job is young or is asked
 * to stop, less often the longer all of them run. An error while asking is no answer: it is asked
 * again, less often the longer it lasts. Thread-safe.
 */
final class JobPoller {
  private static final Duration SHORTEST = Duration.ofMillis(200);
  private static final Duration LONGEST = Duration.ofSeconds(5);
  private static final Duration LONGEST_AFTER_ERRORS = Duration.ofMinutes(1);

  /** A look is due after this part of the age of the youngest job. */
  private static final int AGE_PARTS = 100;

  private record Job(Effect.Follow followed, String key, Instant since) {}

  private static final class OfOperator {
    private final String name;
    private final StepOperator operator;
    private final Map<String, Job> jobs = new LinkedHashMap<>();
    private final Map<Job, JobStatus> told = new HashMap<>();
    private boolean scheduled;
    private int errors;

    OfOperator(String name, StepOperator operator) {
      this.name = name;
      this.operator = operator;
    }
  }

  private final Map<String, OfOperator> operators = new HashMap<>();
  private final Workers workers;
  private final InstantSource clock;
  private final Consumer<RunEvent> events;
  private final Consumer<String> warnings;

  JobPoller(
      Map<String, StepOperator> operators,
      Workers workers,
      InstantSource clock,
      Consumer<RunEvent> events,
      Consumer<String> warnings) {
    operators.forEach((name, operator) -> this.operators.put(name, new OfOperator(name, operator)));
    this.workers = workers;
    this.clock = clock;
    this.events = events;
    this.warnings = warnings;
  }

  /**
   * From now on, until it has ended. A second call for an attempt makes it as young as a new one.
   *
   * @param key the attempt's key
   */
  synchronized void follow(String operator, String key, Effect.Follow job) {
    OfOperator of = operators.get(operator);
    Job before = of.jobs.put(job.step(), new Job(job, key, clock.instant()));
    if (before != null) {
      of.told.remove(before);
    }
    schedule(of);
  }

  /** The jobs that are followed, by the key of their attempt. */
  synchronized Map<String, Effect.Follow> followed() {
    Map<String, Effect.Follow> all = new HashMap<>();
    operators.values().forEach(of -> of.jobs.values().forEach(j -> all.put(j.key(), j.followed())));
    return all;
  }

  private void schedule(OfOperator of) {
    if (!of.scheduled && !of.jobs.isEmpty()) {
      of.scheduled = true;
      workers.schedule("poll " + of.name, wait(of), () -> look(of));
    }
  }

  private Duration wait(OfOperator of) {
    if (of.errors > 0) {
      Duration wait = SHORTEST.multipliedBy(1L << Math.min(of.errors, 10));
      return wait.compareTo(LONGEST_AFTER_ERRORS) > 0 ? LONGEST_AFTER_ERRORS : wait;
    }
    Instant youngest =
        of.jobs.values().stream().map(Job::since).max(Instant::compareTo).orElseThrow();
    Duration wait = Duration.between(youngest, clock.instant()).dividedBy(AGE_PARTS);
    if (wait.compareTo(SHORTEST) < 0) {
      return SHORTEST;
    }
    return wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
  }

  private void look(OfOperator of) {
    Map<JobHandle, Job> asked = new HashMap<>();
    synchronized (this) {
      of.jobs.values().forEach(job -> asked.put(job.followed().job(), job));
    }
    Map<JobHandle, JobStatus> answers = Map.of();
    boolean answered = asked.isEmpty();
    try {
      if (!asked.isEmpty()) {
        answers = of.operator.status(asked.keySet());
        answered = true;
      }
    } catch (IOException | RuntimeException e) {
      warnings.accept("Step operator '" + of.name + "' did not say how its jobs are: " + e);
    }
    for (Map.Entry<JobHandle, JobStatus> each : answers.entrySet()) {
      Job job = asked.get(each.getKey());
      if (job != null) {
        tell(of, job, each.getValue());
      }
    }
    synchronized (this) {
      of.errors = answered ? 0 : of.errors + 1;
      of.scheduled = false;
      schedule(of);
    }
  }

  /** Tells a status that is another than before. */
  private void tell(OfOperator of, Job job, JobStatus status) {
    synchronized (this) {
      if (of.jobs.get(job.followed().step()) != job || status.equals(of.told.put(job, status))) {
        return;
      }
      if (status.isFinal()) {
        of.jobs.remove(job.followed().step());
        of.told.remove(job);
      }
    }
    events.accept(new RunEvent.StatusSeen(job.followed().step(), job.followed().attempt(), status));
  }
}
