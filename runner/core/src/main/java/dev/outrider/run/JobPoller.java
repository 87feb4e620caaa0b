// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import dev.outrider.flavor.CallLimit;
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
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Asks step operators for the status of the jobs of all runs of a process: often while a job is
 * young, is asked to stop or seems to have ended, less often the longer it runs. All jobs of an
 * operator that are due are asked for in one call, whichever run they are of. Where a platform
 * limits calls, they stay within the limit: each is about as many jobs as it may be, the most
 * urgent first. An error while polling is not an answer: the poll is repeated, less often the
 * longer the error lasts.
 *
 * <p>A process makes one, and gives it to all of its runs in their {@link Surroundings}. It has
 * threads of its own while runs use it, and needs no end: without runs they end by themselves.
 * Thread-safe.
 */
public final class JobPoller {
  /** The most calls that wait for their platforms at once. */
  private static final int THREADS = 16;

  private final Map<Object, PolledOperator> operators = new LinkedHashMap<>();
  private final Map<String, PollQueue> limited = new HashMap<>();
  private final Workers workers;
  private final InstantSource clock;

  /**
   * A poller with threads of its own.
   *
   * @param clock the current time
   */
  public JobPoller(InstantSource clock) {
    this(new WorkerPool(THREADS, Orchestrator.daemons("poller")), clock);
  }

  JobPoller(Workers workers, InstantSource clock) {
    this.workers = workers;
    this.clock = clock;
  }

  /**
   * A run begins.
   *
   * @param events gets the events of its jobs, and of no others
   * @param warnings gets a warning when an operator gives no answer about its jobs
   * @return the jobs that it follows, none yet
   */
  FollowedJobs join(Consumer<RunEvent> events, Consumer<String> warnings) {
    return new FollowedJobs(this, events, warnings);
  }

  /**
   * An operator that is asked from now on.
   *
   * @param identity operators of several runs with an equal one are asked as one
   * @param longest the longest time between two looks at a job of this run
   */
  synchronized PolledOperator add(
      FollowedJobs run, Object identity, String name, StepOperator operator, Duration longest) {
    PolledOperator polled =
        operators.computeIfAbsent(
            identity,
            absent -> {
              Optional<CallLimit> limit = operator.statusLimit();
              PollQueue queue = limit.map(this::queue).orElseGet(() -> PollQueue.unlimited(name));
              PolledOperator added =
                  new PolledOperator(
                      identity,
                      name,
                      queue,
                      limit.map(CallLimit::jobsPerCall).orElse(Integer.MAX_VALUE));
              queue.add(added);
              return added;
            });
    polled.join(run, operator, longest);
    return polled;
  }

  /** It outlives its operators, so that what they have used up is not forgotten. */
  private PollQueue queue(CallLimit limit) {
    PollQueue queue =
        limited.computeIfAbsent(
            limit.sharedBy(), name -> PollQueue.limited(limit, clock.instant()));
    queue.shareBy(limit);
    return queue;
  }

  /** An attempt that is followed already is asked to stop, or its end is expected otherwise. */
  synchronized void follow(FollowedJobs run, String operator, String key, Effect.Follow job) {
    Optional<FollowedJob> before = run.ofStep(job.step());
    boolean ending = before.filter(each -> each.key().equals(key)).isPresent();
    before.ifPresent(this::forget);
    run.operator(operator)
        .ifPresent(
            polled -> {
              FollowedJob followed =
                  new FollowedJob(
                      run, polled, job, key, polled.group(run, job.job()), ending, clock.instant());
              run.put(followed);
              polled.jobs().add(followed);
              schedule(followed);
            });
  }

  private void forget(FollowedJob job) {
    job.run().remove(job);
    job.operator().jobs().remove(job);
  }

  synchronized void lookSoon(FollowedJobs run, String key) {
    run.ofKey(key)
        .ifPresent(
            job -> {
              job.expectEnd(clock.instant());
              schedule(job);
            });
  }

  synchronized Map<String, Effect.Follow> followed(FollowedJobs run) {
    Map<String, Effect.Follow> all = new HashMap<>();
    run.jobs().forEach(job -> all.put(job.key(), job.followed()));
    return all;
  }

  /** A run ends: from now on its operators are not called, and it gets no events. */
  synchronized void leave(FollowedJobs run) {
    for (PolledOperator operator : run.operators()) {
      boolean unused = operator.leave(run);
      if (unused) {
        operators.remove(operator.identity());
        operator.queue().remove(operator);
      }
      schedule(operator.queue());
    }
    run.clear();
  }

  /** How long a look-up by key has to wait, as {@link PollQueue#lookUp} has it. */
  synchronized Duration lookUp(FollowedJobs run, String operator) {
    return run.operator(operator)
        .map(polled -> polled.queue().lookUp(clock.instant()))
        .orElse(Duration.ZERO);
  }

  /** When each operator that has jobs of a run is asked for them next, and why then. */
  synchronized List<Look> looks(FollowedJobs run) {
    Instant now = clock.instant();
    Map<PolledOperator, Integer> jobs = new LinkedHashMap<>();
    run.jobs().forEach(job -> jobs.merge(job.operator(), 1, Integer::sum));
    List<Look> looks = new ArrayList<>();
    jobs.forEach((operator, count) -> looks.add(look(operator, run, count, now)));
    return looks;
  }

  private static Look look(PolledOperator operator, FollowedJobs run, int jobs, Instant now) {
    PollQueue.Next next = operator.queue().next(operator, run, now);
    FollowedJob job = next.job();
    Duration interval = job.interval(now);
    Duration round = operator.queue().round();
    String why;
    if (operator.errors() > 0) {
      interval = operator.backOff();
      why = "it gave no answer " + operator.errors() + " times: " + operator.error();
    } else if (round.compareTo(interval) > 0 || next.at().isAfter(job.due())) {
      interval = round.compareTo(interval) > 0 ? round : interval;
      why = operator.queue().why();
    } else {
      long seconds = Duration.between(job.since(), now).toSeconds();
      why = "the job of step '" + job.step() + "' is followed for " + seconds + " s";
    }
    return new Look(operator.name(), jobs, next.at(), interval, why);
  }

  private void schedule(FollowedJob job) {
    if (!job.operator().isAsked()) {
      PollQueue queue = job.operator().queue();
      schedule(queue, queue.readyAt(job, clock.instant()));
    }
  }

  private void schedule(PollQueue queue) {
    queue.next(clock.instant()).ifPresent(time -> schedule(queue, time));
  }

  private void schedule(PollQueue queue, Instant time) {
    queue
        .schedule(time)
        .ifPresent(
            number -> {
              Duration wait = Duration.between(clock.instant(), time);
              workers.schedule(
                  "poll " + queue.name(),
                  wait.isNegative() ? Duration.ZERO : wait,
                  () -> look(queue, number));
            });
  }

  private void look(PollQueue queue, long number) {
    PollQueue.Turn turn;
    PolledOperator.Call call;
    synchronized (this) {
      if (!queue.come(number)) {
        return;
      }
      Instant now = clock.instant();
      Optional<PollQueue.Turn> next = queue.turn(now);
      if (next.isEmpty()) {
        schedule(queue);
        return;
      }
      turn = next.get();
      turn.jobs().values().forEach(job -> job.askingAt(now));
      call = turn.operator().begin(Thread.currentThread());
      schedule(queue); // others that share its limit
    }
    Answer answer = Answer.failure("the look at its jobs was cut off");
    try {
      answer = ask(turn, call);
      if (returned(turn, call)) {
        tell(turn, answer);
      }
    } finally {
      ended(turn, call, answer);
    }
  }

  /**
   * What came of a call.
   *
   * @param unreadable one of the jobs has a handle that its operator cannot read; none was asked
   * @param failure why the platform gave no answer
   */
  private record Answer(
      Map<JobHandle, JobStatus> statuses,
      Optional<UnreadableHandleException> unreadable,
      Optional<String> failure) {
    static Answer failure(String reason) {
      return new Answer(Map.of(), Optional.empty(), Optional.of(reason));
    }
  }

  private static Answer ask(PollQueue.Turn turn, PolledOperator.Call call) {
    try {
      Map<JobHandle, JobStatus> statuses = call.operator().status(turn.jobs().keySet());
      return new Answer(statuses, Optional.empty(), Optional.empty());
    } catch (UnreadableHandleException e) {
      return turn.jobs().containsKey(e.job())
          ? new Answer(Map.of(), Optional.of(e), Optional.empty())
          : Answer.failure(e.toString());
    } catch (IOException | RuntimeException | LinkageError e) {
      return Answer.failure(e.toString());
    }
  }

  private void tell(PollQueue.Turn turn, Answer answer) {
    answer.unreadable().ifPresent(e -> tellUnreadable(turn.jobs().get(e.job()), e.getMessage()));
    answer.failure().ifPresent(reason -> warn(turn, reason));
    for (Map.Entry<JobHandle, JobStatus> each : answer.statuses().entrySet()) {
      FollowedJob job = turn.jobs().get(each.getKey());
      if (job != null) {
        tell(job, each.getValue());
      }
    }
  }

  /** Whether the call still counts; if not, this thread was interrupted to say so. */
  private synchronized boolean returned(PollQueue.Turn turn, PolledOperator.Call call) {
    call.returned();
    if (turn.operator().counts(call)) {
      return true;
    }
    Thread.interrupted();
    return false;
  }

  private synchronized void ended(PollQueue.Turn turn, PolledOperator.Call call, Answer answer) {
    PollQueue queue = turn.operator().queue();
    Instant now = clock.instant();
    if (turn.operator().counts(call)) {
      turn.operator().end(answer.failure(), now);
      answer.failure().ifPresent(reason -> queue.failed(now));
      // beside one whose handle cannot be read the others are asked for again at once
      if (answer.unreadable().isEmpty()) {
        turn.jobs().values().stream()
            .filter(FollowedJob::isFollowed)
            .forEach(job -> job.answeredAt(now));
      }
    }
    schedule(queue);
  }

  private void warn(PollQueue.Turn turn, String reason) {
    Set<FollowedJobs> runs = new HashSet<>();
    for (FollowedJob job : turn.jobs().values()) {
      if (runs.add(job.run())) {
        job.run()
            .warn(
                "Step operator '"
                    + turn.operator().name()
                    + "' did not say how its jobs are: "
                    + reason);
      }
    }
  }

  private void tellUnreadable(FollowedJob job, String reason) {
    synchronized (this) {
      if (!job.isFollowed()) {
        return;
      }
      forget(job);
    }
    job.run().tell(new RunEvent.HandleUnreadable(job.step(), job.followed().attempt(), reason));
  }

  /** Reports a status that has changed. */
  private void tell(FollowedJob job, JobStatus status) {
    synchronized (this) {
      if (!job.isFollowed() || !job.note(status)) {
        return;
      }
      if (status.isFinal()) {
        forget(job);
      }
    }
    job.run().tell(new RunEvent.StatusSeen(job.step(), job.followed().attempt(), status));
  }
}
