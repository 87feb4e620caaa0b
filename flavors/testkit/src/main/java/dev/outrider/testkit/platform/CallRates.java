// SPDX-License-Identifier: Apache-2.0
package dev.outrider.testkit.platform;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;

/**
 * How often an account may call a platform: a token bucket for each operation that has one, and one
 * for all together. Off at first; calls are always counted. Thread-safe.
 */
public final class CallRates {
  private static final double NANOS = 1e9;

  private final InstantSource clock;
  private final Map<String, Integer> calls = new HashMap<>();
  private final Map<String, Integer> throttled = new HashMap<>();
  private final Map<String, Bucket> buckets = new HashMap<>();
  private Bucket all;

  /**
   * @param clock fills the buckets
   */
  public CallRates(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * A bucket's size and how fast it fills.
   *
   * @param burst how many calls a full one lets through at once
   * @param perSecond how many more each second
   */
  public record Rate(double burst, double perSecond) {}

  /**
   * Limits calls from now on; every bucket is full now.
   *
   * @param together for all operations
   * @param each by operation; others have none of their own
   */
  public synchronized void limit(Rate together, Map<String, Rate> each) {
    Instant now = clock.instant();
    each.forEach((operation, rate) -> buckets.put(operation, new Bucket(rate, now)));
    all = new Bucket(together, now);
  }

  /**
   * Counts a call, and takes its tokens. A call that is refused takes none.
   *
   * @return whether it may be answered
   */
  public synchronized boolean take(String operation) {
    calls.merge(operation, 1, Integer::sum);
    if (all == null) {
      return true;
    }
    Instant now = clock.instant();
    Bucket own = buckets.get(operation);
    boolean mayAll = all.hasToken(now);
    boolean mayOwn = own == null || own.hasToken(now);
    if (!mayAll || !mayOwn) {
      throttled.merge(operation, 1, Integer::sum);
      return false;
    }
    all.take();
    if (own != null) {
      own.take();
    }
    return true;
  }

  /** How many calls there were, throttled ones too. */
  public synchronized int calls(String operation) {
    return calls.getOrDefault(operation, 0);
  }

  /** How many of them were refused. */
  public synchronized int throttled(String operation) {
    return throttled.getOrDefault(operation, 0);
  }

  /** Not thread-safe: the rates guard it. */
  private static final class Bucket {
    private final Rate rate;
    private double tokens;
    private Instant filled;

    Bucket(Rate rate, Instant now) {
      this.rate = rate;
      this.tokens = rate.burst();
      this.filled = now;
    }

    boolean hasToken(Instant now) {
      double passed = Duration.between(filled, now).toNanos() / NANOS;
      tokens = Math.min(rate.burst(), tokens + Math.max(0, passed) * rate.perSecond());
      filled = now;
      return tokens >= 1;
    }

    void take() {
      tokens--;
    }
  }
}
