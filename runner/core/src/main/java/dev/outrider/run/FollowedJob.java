// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import dev.outrider.flavor.JobStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** A job whose platform is asked for its status. Guarded by the {@link JobPoller}. */
final class FollowedJob {
  private static final Duration SHORTEST = Duration.ofMillis(200);

  /** For so long a job that seems to end is asked for before others. */
  private static final Duration EXPECTED = Duration.ofMinutes(1);

  /** A look is due after this part of the time for which a job has been followed. */
  private static final int AGE_PARTS = 100;

  /** Intervals are shorter by up to this part, by the attempt's key: jobs get out of step. */
  private static final double JITTER = 0.2;

  /** How much a job wants to be asked for, beginning with the most. */
  enum Urgency {
    /** Its end is expected: it has written its mark, or is asked to stop. */
    ENDING,
    /** It was never asked for. */
    NEW,
    /** It runs on, as far as is known. */
    ONGOING
  }

  private final FollowedJobs run;
  private final PolledOperator operator;
  private final Effect.Follow followed;
  private final String key;
  private final String group;
  private final double spread;
  private Instant since;
  private Instant due;
  private Instant asked;
  private boolean isNew = true;
  private boolean ending;
  private boolean putForward;
  private Optional<JobStatus> told = Optional.empty();

  /**
   * @param key the attempt's key
   * @param group only jobs with an equal one are asked for in one call, where calls are counted
   * @param ending whether its end is expected
   */
  FollowedJob(
      FollowedJobs run,
      PolledOperator operator,
      Effect.Follow followed,
      String key,
      String group,
      boolean ending,
      Instant now) {
    this.run = run;
    this.operator = operator;
    this.followed = followed;
    this.key = key;
    this.group = group;
    this.spread = 1 - JITTER * Math.floorMod(key.hashCode() * 0x9E3779B9, 1000) / 1000.0;
    this.since = now;
    this.asked = now;
    this.ending = ending;
    this.putForward = true;
    this.due = now.plus(spread(SHORTEST));
  }

  FollowedJobs run() {
    return run;
  }

  PolledOperator operator() {
    return operator;
  }

  Effect.Follow followed() {
    return followed;
  }

  String key() {
    return key;
  }

  String group() {
    return group;
  }

  String step() {
    return followed.step();
  }

  boolean isFollowed() {
    return run.ofKey(key).filter(job -> job == this).isPresent();
  }

  /** Since when it is followed, or is as young as one that is followed since then. */
  Instant since() {
    return since;
  }

  /** When it is to be asked for. */
  Instant due() {
    return due;
  }

  /** When it was asked for last, or since when it waits for that. */
  Instant asked() {
    return asked;
  }

  Urgency urgency(Instant now) {
    if (ending && now.isBefore(since.plus(EXPECTED))) {
      return Urgency.ENDING;
    }
    return isNew ? Urgency.NEW : Urgency.ONGOING;
  }

  /** It seems to have ended: it is due, and as young as a new one. */
  void expectEnd(Instant now) {
    ending = true;
    since = now;
    due = now;
    putForward = true;
  }

  void askingAt(Instant now) {
    asked = now;
    isNew = false;
    putForward = false;
  }

  /** It was asked for; what has put it forward in the meantime is not undone. */
  void answeredAt(Instant now) {
    if (!putForward) {
      due = now.plus(interval(now));
    }
  }

  /** After how long it is asked for again: it grows with the time for which it is followed. */
  Duration interval(Instant now) {
    Duration part = Duration.between(since, now).dividedBy(AGE_PARTS);
    Duration least = part.compareTo(SHORTEST) < 0 ? SHORTEST : part;
    Duration longest = operator.longest(run);
    Duration interval = spread(least.compareTo(longest) < 0 ? least : longest);
    Duration perCall = operator.queue().perCall();
    return interval.compareTo(perCall) < 0 ? perCall : interval;
  }

  private Duration spread(Duration time) {
    return Duration.ofNanos((long) (time.toNanos() * spread));
  }

  /**
   * Notes a status.
   *
   * @return whether it is another than before
   */
  boolean note(JobStatus status) {
    if (told.filter(status::equals).isPresent()) {
      return false;
    }
    told = Optional.of(status);
    return true;
  }
}
