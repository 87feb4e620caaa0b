// SPDX-License-Identifier: Apache-2.0
package dev.outrider.testkit.platform;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/**
 * What goes wrong with the next calls of a platform. The test writes it, the platform's server asks
 * it at each call. Thread-safe.
 */
public final class FaultScript {
  private static final double NANOS = 1e9;

  private final InstantSource clock;
  private final Map<Call, Deque<Fault>> next = new EnumMap<>(Call.class);
  private final Map<Call, Fault> always = new EnumMap<>(Call.class);
  private final Map<Call, Integer> calls = new EnumMap<>(Call.class);
  private CountDownLatch cleared = new CountDownLatch(1);
  private double perSecond;
  private double burst;
  private double tokens;
  private Instant filled = Instant.EPOCH;

  /**
   * A script without a fault.
   *
   * @param clock fills the token bucket of {@link #limit}
   */
  public FaultScript(InstantSource clock) {
    this.clock = Objects.requireNonNull(clock, "clock");
  }

  /** The next call of this kind goes wrong; after those that were said before. */
  public synchronized void next(Call call, Fault fault) {
    next.computeIfAbsent(call, each -> new ArrayDeque<>()).add(fault);
  }

  /** Every call of this kind goes wrong, until {@link #clear}. */
  public synchronized void always(Call call, Fault fault) {
    always.put(call, fault);
  }

  /** Every call of any kind goes wrong, until {@link #clear}. */
  public synchronized void always(Fault fault) {
    for (Call each : Call.values()) {
      always.put(each, fault);
    }
  }

  /**
   * Calls of all kinds are throttled by a token bucket, which is full now, until {@link #clear}.
   *
   * @param mostAtOnce how many calls a full bucket lets through; 1 or more
   * @param eachSecond how many tokens come back; 0 or more
   */
  public synchronized void limit(int mostAtOnce, double eachSecond) {
    burst = mostAtOnce;
    tokens = mostAtOnce;
    perSecond = eachSecond;
    filled = clock.instant();
  }

  /** Nothing goes wrong from now on, and calls that hang are answered. */
  public synchronized void clear() {
    next.clear();
    always.clear();
    burst = 0;
    cleared.countDown();
    cleared = new CountDownLatch(1);
  }

  /**
   * Counts a call, and returns what goes wrong with it. For servers, once for each call.
   *
   * @return empty when nothing does
   */
  public synchronized Optional<Fault> take(Call call) {
    calls.merge(call, 1, Integer::sum);
    if (burst > 0) {
      Instant now = clock.instant();
      double passed =
          (now.getEpochSecond() - filled.getEpochSecond())
              + (now.getNano() - filled.getNano()) / NANOS;
      tokens = Math.min(burst, tokens + passed * perSecond);
      filled = now;
      if (tokens < 1) {
        return Optional.of(Fault.THROTTLED);
      }
      tokens--;
    }
    Deque<Fault> waiting = next.get(call);
    if (waiting != null && !waiting.isEmpty()) {
      return Optional.of(waiting.poll());
    }
    return Optional.ofNullable(always.get(call));
  }

  /** Waits until {@link #clear}, for a call that hangs. */
  public void awaitClear() throws InterruptedException {
    CountDownLatch latch;
    synchronized (this) {
      latch = cleared;
    }
    latch.await();
  }

  /** How many calls of a kind there were. */
  public synchronized int calls(Call call) {
    return calls.getOrDefault(call, 0);
  }

  /** How many calls there were in all. */
  public synchronized int calls() {
    return calls.values().stream().mapToInt(Integer::intValue).sum();
  }
}
