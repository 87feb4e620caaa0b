// SPDX-License-Identifier: Apache-2.0
package dev.outrider.bench;

import dev.outrider.flavor.JobStatus;
import java.io.IOException;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/**
 * A cluster that pretends to run jobs, and lets itself be asked as EMR does: a burst of 10 calls,
 * and a call in 2 s for long; a call is about 10 jobs at most. It counts by itself. Thread-safe.
 */
final class Cluster {
  static final int BURST = 10;
  static final double PER_SECOND = 0.5;
  static final int JOBS_PER_CALL = 10;

  /** What a call takes on its way. */
  static final long CALL_MILLIS = 100;

  private final Map<String, ClusterJob> jobs = new ConcurrentHashMap<>();
  private final LongAdder throttled;
  private final LongAdder calls;
  private double tokens = BURST;
  private long filled = System.nanoTime();

  /**
   * @param calls counts all calls
   * @param throttled counts those that were refused
   */
  Cluster(LongAdder calls, LongAdder throttled) {
    this.calls = calls;
    this.throttled = throttled;
  }

  void add(String id, ClusterJob job) {
    jobs.put(id, job);
  }

  boolean has(String id) {
    return jobs.containsKey(id);
  }

  /**
   * The status of some jobs.
   *
   * @throws IOException when there were too many calls
   */
  Map<String, JobStatus> statuses(Collection<String> ids) throws IOException {
    if (ids.size() > JOBS_PER_CALL) {
      throw new IllegalArgumentException("A call is about 10 jobs at most, not " + ids.size());
    }
    calls.increment();
    pause();
    if (!take()) {
      throttled.increment();
      throw new IOException("ThrottlingException: Rate exceeded");
    }
    return ids.stream().collect(Collectors.toMap(id -> id, id -> jobs.get(id).status()));
  }

  private static void pause() throws IOException {
    try {
      Thread.sleep(CALL_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private synchronized boolean take() {
    long now = System.nanoTime();
    tokens = Math.min(BURST, tokens + (now - filled) / 1e9 * PER_SECOND);
    filled = now;
    if (tokens < 1) {
      return false;
    }
    tokens--;
    return true;
  }
}
