// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import dev.outrider.flavor.CallLimit;
import java.time.Duration;
import java.time.Instant;

/**
 * The calls that may still be made to a platform with a limit. It begins with a debt of one call
 * and never holds the last one of a burst: so the platform has a call more for us than we count,
 * even where a process before has just used up everything, and calls that take different times to
 * arrive are not too many there. Not thread-safe.
 */
final class TokenBucket {
  private static final double DEBT = -1;
  private static final double ROUNDING = 1e-9;
  private static final double LONGEST_WAIT = Duration.ofDays(1).toMillis();

  private int capacity;
  private double perSecond;
  private double tokens = DEBT;
  private Instant filled;

  TokenBucket(CallLimit limit, Instant now) {
    capacity = capacity(limit);
    perSecond = limit.perSecond();
    filled = now;
  }

  private static int capacity(CallLimit limit) {
    return Math.max(1, limit.burst() - 1);
  }

  /** Somebody else shares it, and says of it what may be less. */
  void shareBy(CallLimit limit) {
    capacity = Math.min(capacity, capacity(limit));
    perSecond = Math.min(perSecond, limit.perSecond());
  }

  /** The most calls that it ever holds. */
  int capacity() {
    return capacity;
  }

  double perSecond() {
    return perSecond;
  }

  /** The time in which one call comes in. */
  Duration perCall() {
    return duration(1);
  }

  /** When it holds a number of calls, if none is made until then; now where it does already. */
  Instant holdsAt(int calls, Instant now) {
    fill(now);
    double missing = calls - tokens;
    return missing <= ROUNDING ? now : now.plus(duration(missing));
  }

  /** A call is made, which it holds. */
  void take(Instant now) {
    fill(now);
    tokens--;
  }

  /** The platform has refused a call, so it has none for us: others have made them. */
  void drain(Instant now) {
    fill(now);
    tokens = DEBT;
  }

  private Duration duration(double calls) {
    return Duration.ofMillis((long) Math.min(LONGEST_WAIT, Math.ceil(calls / perSecond * 1000)));
  }

  private void fill(Instant now) {
    if (now.isAfter(filled)) {
      double seconds = Duration.between(filled, now).toNanos() / 1e9;
      tokens = Math.min(capacity, tokens + seconds * perSecond);
    }
    filled = now;
  }
}
