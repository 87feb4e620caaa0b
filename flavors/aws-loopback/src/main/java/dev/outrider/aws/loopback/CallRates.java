// SPDX-License-Identifier: Apache-2.0
package dev.outrider.aws.loopback;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;

/**
 * How often an account may call EMR: a token bucket for each operation that has one, and one for
 * all together. The figures are those of "Amazon EMR endpoints and quotas", AWS General Reference.
 * Off at first; calls are always counted. Thread-safe.
 */
final class CallRates {
  private static final double NANOS = 1e9;

  private final InstantSource clock;
  private final Map<String, Integer> calls = new HashMap<>();
  private final Map<String, Integer> throttled = new HashMap<>();
  private final Map<String, Bucket> buckets = new HashMap<>();
  private Bucket all;

  /**
   * @param clock fills the buckets
   */
  CallRates(InstantSource clock) {
    this.clock = clock;
  }

  /** Limits calls from now on; every bucket is full now. */
  synchronized void limit() {
    Instant now = clock.instant();
    for (String each :
        new String[] {"AddJobFlowSteps", "CancelSteps", "DescribeStep", "ListSteps"}) {
      buckets.put(each, new Bucket(10, 0.5, now));
    }
    buckets.put("DescribeCluster", new Bucket(10, 1, now));
    all = new Bucket(25, 5, now);
  }

  /**
   * Counts a call, and takes its tokens. A call that is refused takes none.
   *
   * @return whether it may be answered
   */
  synchronized boolean take(String operation) {
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
  synchronized int calls(String operation) {
    return calls.getOrDefault(operation, 0);
  }

  synchronized int throttled(String operation) {
    return throttled.getOrDefault(operation, 0);
  }

  /** Not thread-safe: the rates guard it. */
  private static final class Bucket {
    private final double burst;
    private final double perSecond;
    private double tokens;
    private Instant filled;

    Bucket(double burst, double perSecond, Instant now) {
      this.burst = burst;
      this.perSecond = perSecond;
      this.tokens = burst;
      this.filled = now;
    }

    boolean hasToken(Instant now) {
      double passed = Duration.between(filled, now).toNanos() / NANOS;
      tokens = Math.min(burst, tokens + Math.max(0, passed) * perSecond);
      filled = now;
      return tokens >= 1;
    }

    void take() {
      tokens--;
    }
  }
}
