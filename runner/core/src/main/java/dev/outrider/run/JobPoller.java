// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import dev.outrider.flavor.JobHandle;
import dev.outrider.flavor.JobStatus;
import dev.outrider.flavor.StepOperator;
import dev.outrider.flavor.UnreadableHandleException;
import dev.outrider.ledger.Look;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Asks each operator for the status of its jobs, of all that are due in one call: often while a job
 * is young, is asked to stop or seems to have ended, less often the longer it runs. An error while
 * asking is no answer: it is asked again, less often the longer it lasts. Thread-safe.
 */
final class JobPoller {
  private static final Duration SHORTEST = Duration.ofMillis(200);
  private static final Duration LONGEST_AFTER_ERRORS = Duration.ofMinutes(1);

  /** A look is due after this part of the time for which a job has been followed. */
  private static final int AGE_PARTS = 100;

  private static final class Job {
    private final Effect.Follow followed;
    private final String key;
    private Instant since;
    private Instant due;
    private boolean putForward;
    private Optional<JobStatus> told = Optional.empty();

    Job(Effect.Follow followed, String key, Instant now) {
      this.followed = followed;
      this.key = key;
      youngAt(now);
      this.due = now.plus(SHORTEST);
    }

    void youngAt(Instant now) {
      since = now;
      due = now;
      putForward = true;
    }

    void askedAt(Instant now, Duration longest) {
      if (!putForward) {
        due = now.plus(interval(now, longest));
      }
    }

    Duration interval(Instant now, Duration longest) {
      Duration part = Duration.between(since, now).dividedBy(AGE_PARTS);
      Duration least = part.compareTo(SHORTEST) < 0 ? SHORTEST : part;
      return least.compareTo(longest) < 0 ? least : longest;
    }
  }

  private static final class OfOperator {
    private final String name;
    private final StepOperator operator;
    private final Duration longest;
    private final Map<String, Job> jobs = new LinkedHashMap<>();
    private boolean asking;
    private Optional<Instant> scheduled = Optional.empty();

    /**
     * Which of the looks that were scheduled counts: one that was put forward makes others void.
     */
    private long counting;

    private int errors;
    private String error = "";
    private Instant notBefore = Instant.MIN;

    OfOperator(String name, StepOperator operator, Duration longest) {
      this.name = name;
      this.operator = operator;
      this.longest = longest;
    }

    /** The job that is due first. */
    Optional<Job> next() {
      return jobs.values().stream().min(Comparator.comparing(job -> job.due));
    }

    Instant due(Job job) {
      return job.due.isBefore(notBefore) ? notBefore : job.due;
    }
  }

  private final Map<String, OfOperator> operators = new LinkedHashMap<>();
  private final Workers workers;
  private final InstantSource clock;
  private final Consumer<RunEvent> events;
  private final Consumer<String> warnings;

  JobPoller(
      Workers workers, InstantSource clock, Consumer<RunEvent> events, Consumer<String> warnings) {
    this.workers = workers;
    this.clock = clock;
    this.events = events;
    this.warnings = warnings;
  }

  /**
   * An operator that is asked from now on.
   *
   * @param longest the longest time between two looks at one of its jobs
   */
  synchronized void add(String name, StepOperator operator, Duration longest) {
    operators.put(name, new OfOperator(name, operator, longest));
  }

  /**
   * From now on, until it has ended. A second call for an attempt makes it as young as a new one.
   *
   * @param key the attempt's key
   */
  synchronized void follow(String operator, String key, Effect.Follow job) {
    OfOperator of = operators.get(operator);
    Job followed = new Job(job, key, clock.instant());
    of.jobs.put(job.step(), followed);
    schedule(of, followed);
  }

  /** A job seems to have ended: its platform is asked at once, and often for a while. */
  synchronized void lookSoon(String key) {
    for (OfOperator of : operators.values()) {
      for (Job job : of.jobs.values()) {
        if (job.key.equals(key)) {
          job.youngAt(clock.instant());
          schedule(of, job);
          return;
        }
      }
    }
  }

  /** The jobs that are followed, by the key of their attempt. */
  synchronized Map<String, Effect.Follow> followed() {
    Map<String, Effect.Follow> all = new HashMap<>();
    operators.values().forEach(of -> of.jobs.values().forEach(j -> all.put(j.key, j.followed)));
    return all;
  }

  /** When each operator that has jobs is asked next, and why then. */
  synchronized List<Look> looks() {
    Instant now = clock.instant();
    List<Look> looks = new ArrayList<>();
    for (OfOperator of : operators.values()) {
      of.next()
          .ifPresent(
              job ->
                  looks.add(
                      new Look(
                          of.name,
                          of.jobs.size(),
                          of.due(job),
                          of.errors > 0 ? backOff(of) : job.interval(now, of.longest),
                          why(of, job, now))));
    }
    return looks;
  }

  private static String why(OfOperator of, Job job, Instant now) {
    return of.errors > 0
        ? "it gave no answer " + of.errors + " times: " + of.error
        : "the job of step '"
            + job.followed.step()
            + "' is followed for "
            + Duration.between(job.since, now).toSeconds()
            + " s";
  }

  private static Duration backOff(OfOperator of) {
    Duration wait = SHORTEST.multipliedBy(1L << Math.min(of.errors, 10));
    return wait.compareTo(LONGEST_AFTER_ERRORS) > 0 ? LONGEST_AFTER_ERRORS : wait;
  }

  private void schedule(OfOperator of, Job job) {
    Instant due = of.due(job);
    if (of.asking || of.scheduled.filter(time -> !time.isAfter(due)).isPresent()) {
      return;
    }
    of.scheduled = Optional.of(due);
    long mine = ++of.counting;
    Duration wait = Duration.between(clock.instant(), due);
    workers.schedule(
        "poll " + of.name, wait.isNegative() ? Duration.ZERO : wait, () -> look(of, mine));
  }

  private void look(OfOperator of, long number) {
    Map<JobHandle, Job> asked = new HashMap<>();
    synchronized (this) {
      if (of.asking || number != of.counting) {
        return;
      }
      of.asking = true;
      of.scheduled = Optional.empty();
      Instant now = clock.instant();
      for (Job job : of.jobs.values()) {
        // what is due a little later is asked with the others
        if (!job.due.minus(job.interval(now, of.longest).dividedBy(2)).isAfter(now)) {
          job.putForward = false;
          asked.put(job.followed.job(), job);
        }
      }
    }
    Optional<String> error = Optional.empty();
    Map<JobHandle, JobStatus> answers = Map.of();
    try {
      if (!asked.isEmpty()) {
        answers = of.operator.status(asked.keySet());
      }
    } catch (UnreadableHandleException e) {
      Job job = asked.remove(e.job());
      if (job == null) {
        error = Optional.of(e.toString());
      } else {
        unreadable(of, job, e.getMessage());
        asked.clear(); // the others are asked again at once
      }
    } catch (IOException | RuntimeException e) {
      error = Optional.of(e.toString());
      warnings.accept("Step operator '" + of.name + "' did not say how its jobs are: " + e);
    }
    for (Map.Entry<JobHandle, JobStatus> each : answers.entrySet()) {
      Job job = asked.get(each.getKey());
      if (job != null) {
        tell(of, job, each.getValue());
      }
    }
    synchronized (this) {
      Instant now = clock.instant();
      of.asking = false;
      of.errors = error.isEmpty() ? 0 : of.errors + 1;
      of.error = error.orElse("");
      of.notBefore = error.isEmpty() ? Instant.MIN : now.plus(backOff(of));
      asked.values().forEach(job -> job.askedAt(now, of.longest));
      of.next().ifPresent(job -> schedule(of, job));
    }
  }

  private void unreadable(OfOperator of, Job job, String reason) {
    synchronized (this) {
      if (of.jobs.get(job.followed.step()) != job) {
        return;
      }
      of.jobs.remove(job.followed.step());
    }
    events.accept(
        new RunEvent.HandleUnreadable(job.followed.step(), job.followed.attempt(), reason));
  }

  /** Tells a status that is another than before. */
  private void tell(OfOperator of, Job job, JobStatus status) {
    synchronized (this) {
      boolean known = job.told.filter(status::equals).isPresent();
      if (known || of.jobs.get(job.followed.step()) != job) {
        return;
      }
      job.told = Optional.of(status);
      if (status.isFinal()) {
        of.jobs.remove(job.followed.step());
      }
    }
    events.accept(new RunEvent.StatusSeen(job.followed.step(), job.followed.attempt(), status));
  }
}
