// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import dev.outrider.flavor.CallLimit;
import dev.outrider.flavor.JobHandle;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The operators that share a limit for calls, or one that has none: which of them is asked next,
 * and for which jobs.
 *
 * <p>Within a limit the jobs whose end is expected come first, then new ones, then those that were
 * not asked for the longest. Half of the calls that may be saved up are kept for the first two, so
 * that they need not wait while many others run on. What room a call has left is filled with those
 * that were not asked for the longest; and one of those is passed over a few times only. Guarded by
 * the {@link JobPoller}.
 */
final class PollQueue {
  /** So often the job that was not asked for the longest may be passed over. */
  private static final int PASSED_OVER = 3;

  private final String name;
  private final Optional<TokenBucket> bucket;
  private final List<PolledOperator> operators = new ArrayList<>();
  private int passedOver;
  private Optional<Instant> scheduled = Optional.empty();

  /** Which of the looks that were scheduled counts: one that was put forward makes others void. */
  private long counting;

  /** An operator, and the jobs that it is asked for. */
  record Turn(PolledOperator operator, Map<JobHandle, FollowedJob> jobs) {}

  /** A job, and when it is asked for. */
  record Next(FollowedJob job, Instant at) {}

  private PollQueue(String name, Optional<TokenBucket> bucket) {
    this.name = name;
    this.bucket = bucket;
  }

  static PollQueue unlimited(String operator) {
    return new PollQueue(operator, Optional.empty());
  }

  static PollQueue limited(CallLimit limit, Instant now) {
    return new PollQueue(limit.sharedBy(), Optional.of(new TokenBucket(limit, now)));
  }

  void shareBy(CallLimit limit) {
    bucket.orElseThrow().shareBy(limit);
  }

  String name() {
    return name;
  }

  void add(PolledOperator operator) {
    operators.add(operator);
  }

  void remove(PolledOperator operator) {
    operators.remove(operator);
  }

  /** The time in which one call comes in; none where there is no limit. */
  Duration perCall() {
    return bucket.map(TokenBucket::perCall).orElse(Duration.ZERO);
  }

  /**
   * Notes a look at a time, unless one is noted that is no later.
   *
   * @return its number
   */
  Optional<Long> schedule(Instant time) {
    if (scheduled.filter(at -> !at.isAfter(time)).isPresent()) {
      return Optional.empty();
    }
    scheduled = Optional.of(time);
    return Optional.of(++counting);
  }

  /** A look's time has come; false where another counts instead. */
  boolean come(long look) {
    if (look != counting) {
      return false;
    }
    scheduled = Optional.empty();
    return true;
  }

  /**
   * A job is looked up by its key now, which costs a call too.
   *
   * @return how long to wait before this is asked again; zero if the call may be made, and is
   *     counted
   */
  Duration lookUp(Instant now) {
    if (bucket.isEmpty()) {
      return Duration.ZERO;
    }
    Instant at = bucket.get().holdsAt(1, now);
    if (at.isAfter(now)) {
      return Duration.between(now, at);
    }
    bucket.get().take(now);
    return Duration.ZERO;
  }

  /** The platform did not answer: where it counts calls, it may have refused this one. */
  void failed(Instant now) {
    bucket.ifPresent(each -> each.drain(now));
  }

  /** When a job may be asked for, if nothing comes before it. */
  Instant readyAt(FollowedJob job, Instant now) {
    return latest(due(job), wanted(job, now), now);
  }

  /** When there is somebody to ask again; empty while all are asked or there is nothing to ask. */
  Optional<Instant> next(Instant now) {
    return idle().map(job -> readyAt(job, now)).min(Comparator.naturalOrder());
  }

  /** Who is asked now; their calls are counted. */
  Optional<Turn> turn(Instant now) {
    return bucket.isPresent() ? limitedTurn(now) : unlimitedTurn(now);
  }

  private Optional<Turn> unlimitedTurn(Instant now) {
    // what is due a little later is asked for with the others
    List<FollowedJob> due =
        idle()
            .filter(job -> !job.operator().notBefore().isAfter(now))
            .filter(job -> !job.due().minus(job.interval(now).dividedBy(2)).isAfter(now))
            .toList();
    return due.isEmpty()
        ? Optional.empty()
        : Optional.of(new Turn(operators.get(0), byHandle(due, Integer.MAX_VALUE)));
  }

  private Optional<Turn> limitedTurn(Instant now) {
    List<FollowedJob> due = idle().filter(job -> isDue(job, now)).toList();
    Optional<FollowedJob> longest = due.stream().min(Comparator.comparing(FollowedJob::asked));
    Comparator<FollowedJob> order =
        passedOver < PASSED_OVER ? order(now) : Comparator.comparing(FollowedJob::asked);
    Optional<FollowedJob> first = due.stream().min(order);
    if (first.isEmpty() || latest(now, wanted(first.get(), now), now).isAfter(now)) {
      return Optional.empty();
    }
    PolledOperator operator = first.get().operator();
    Stream<FollowedJob> together =
        operator.jobs().stream().filter(job -> job.group().equals(first.get().group()));
    List<FollowedJob> inOrder = Stream.concat(first.stream(), together.sorted(order)).toList();
    Map<JobHandle, FollowedJob> jobs = byHandle(inOrder, operator.jobsPerCall());
    passedOver = jobs.containsValue(longest.get()) ? 0 : passedOver + 1;
    bucket.get().take(now);
    return Optional.of(new Turn(operator, jobs));
  }

  /** The first jobs of some; of two with one handle, one has to wait for another call. */
  private static Map<JobHandle, FollowedJob> byHandle(List<FollowedJob> jobs, int most) {
    Map<JobHandle, FollowedJob> chosen = new LinkedHashMap<>();
    for (FollowedJob job : jobs) {
      if (chosen.size() == most) {
        break;
      }
      chosen.putIfAbsent(job.followed().job(), job);
    }
    return chosen;
  }

  /** Those whose operator may be asked. */
  private Stream<FollowedJob> idle() {
    return operators.stream()
        .filter(operator -> !operator.isAsked())
        .flatMap(operator -> operator.jobs().stream());
  }

  private static boolean isDue(FollowedJob job, Instant now) {
    return !due(job).isAfter(now);
  }

  private static Instant due(FollowedJob job) {
    Instant after = job.operator().notBefore();
    return job.due().isBefore(after) ? after : job.due();
  }

  /** Those that are due and urgent, then those that were not asked for the longest. */
  private static Comparator<FollowedJob> order(Instant now) {
    return Comparator.comparing(
            (FollowedJob job) -> isDue(job, now) ? job.urgency(now) : FollowedJob.Urgency.ONGOING)
        .thenComparing(FollowedJob::asked);
  }

  /** How many calls must be there before one is made for a job. */
  private int wanted(FollowedJob job, Instant now) {
    boolean waits = job.urgency(now) == FollowedJob.Urgency.ONGOING && passedOver < PASSED_OVER;
    return waits ? 1 + bucket.map(TokenBucket::capacity).orElse(0) / 2 : 1;
  }

  private Instant latest(Instant time, int calls, Instant now) {
    Instant allowed = bucket.map(each -> each.holdsAt(calls, now)).orElse(time);
    return allowed.isAfter(time) ? allowed : time;
  }

  /**
   * The job of a run that is asked for next, and when, as things are.
   *
   * @param run has jobs of the operator
   */
  Next next(PolledOperator operator, FollowedJobs run, Instant now) {
    if (bucket.isEmpty()) {
      return operator.jobs().stream()
          .filter(job -> job.run() == run)
          .map(job -> new Next(job, readyAt(job, now)))
          .min(Comparator.comparing(Next::at))
          .orElseThrow();
    }
    Comparator<FollowedJob> order = order(now);
    List<FollowedJob> jobs = operator.jobs().stream().sorted(order).toList();
    int place = 0;
    while (jobs.get(place).run() != run) {
      place++;
    }
    FollowedJob next = jobs.get(place);
    long others =
        operators.stream()
            .filter(each -> each != operator)
            .filter(each -> each.jobs().stream().anyMatch(job -> order.compare(job, next) < 0))
            .count();
    long before = operator.calls(jobs.stream().limit(place + 1L)) - 1;
    int calls = (int) (before + others);
    return new Next(next, latest(due(next), wanted(next, now) + calls, now));
  }

  /** How long it takes to ask for every job once, at least. */
  Duration round() {
    long calls = operators.stream().mapToLong(each -> each.calls(each.jobs().stream())).sum();
    return perCall().multipliedBy(calls);
  }

  /** Why a job of an operator with a limit has to wait, for people. */
  String why() {
    return String.format(
        Locale.ROOT,
        "'%s' may be asked %s times a second, and has %d jobs that are followed",
        name,
        bucket.map(each -> BigDecimal.valueOf(each.perSecond()).toPlainString()).orElse(""),
        operators.stream().mapToInt(each -> each.jobs().size()).sum());
  }
}
