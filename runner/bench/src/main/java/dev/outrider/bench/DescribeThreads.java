// SPDX-License-Identifier: Apache-2.0
package dev.outrider.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * The usual policy: a thread for each job, which describes it in regular intervals until it has
 * ended. A call that is refused is made again an interval later. Thread-safe.
 */
final class DescribeThreads implements AutoCloseable {
  private static final long STACK = 128 << 10;

  private final long everyMillis;
  private final ThreadMXBean bean = ManagementFactory.getThreadMXBean();
  private final ThreadGroup group = new ThreadGroup("describe");
  private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
  private final LongAdder processorNanos = new LongAdder();

  /** Asks for one job. */
  @FunctionalInterface
  interface Describer {
    /**
     * Whether it has ended.
     *
     * @throws IOException when there was no answer
     */
    boolean hasEnded() throws IOException;
  }

  /**
   * @param everyMillis the interval
   */
  DescribeThreads(long everyMillis) {
    this.everyMillis = everyMillis;
  }

  /**
   * Follows a job.
   *
   * @param firstMillis the time before it is asked for first
   */
  void follow(String id, long firstMillis, Describer describer, ClusterJob job) {
    Thread thread =
        new Thread(group, () -> describe(firstMillis, describer, job), "describe " + id, STACK);
    thread.setDaemon(true);
    threads.add(thread);
    thread.start();
  }

  private void describe(long firstMillis, Describer describer, ClusterJob job) {
    long used = 0;
    try {
      for (long wait = firstMillis; !job.isDetected(); wait = everyMillis) {
        Thread.sleep(wait);
        try {
          if (describer.hasEnded()) {
            job.detect();
          }
        } catch (IOException e) {
          // the next time
        }
        long now = bean.getCurrentThreadCpuTime();
        processorNanos.add(now - used);
        used = now;
      }
    } catch (InterruptedException e) {
      // nobody wants to know any more
    }
    threads.remove(Thread.currentThread());
  }

  long everyMillis() {
    return everyMillis;
  }

  int threads() {
    return threads.size();
  }

  /** The processor time of all of them so far. */
  long processorNanos() {
    return processorNanos.sum();
  }

  @Override
  public void close() {
    threads.forEach(Thread::interrupt);
  }
}
