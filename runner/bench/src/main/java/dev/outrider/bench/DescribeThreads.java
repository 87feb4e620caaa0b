// SPDX-License-Identifier: Apache-2.0
package dev.outrider.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * The usual policy: a thread for each job, which describes it every 30 s until it has ended. A call
 * that is refused is made again 30 s later. Thread-safe.
 */
final class DescribeThreads implements AutoCloseable {
  static final long EVERY_MILLIS = 30_000;
  private static final long STACK = 128 << 10;

  private final ThreadMXBean bean = ManagementFactory.getThreadMXBean();
  private final ThreadGroup group = new ThreadGroup("describe");
  private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
  private final LongAdder processorNanos = new LongAdder();

  /** Follows a job. */
  void follow(Cluster cluster, String id, ClusterJob job) {
    Thread thread = new Thread(group, () -> describe(cluster, id, job), "describe " + id, STACK);
    thread.setDaemon(true);
    threads.add(thread);
    thread.start();
  }

  private void describe(Cluster cluster, String id, ClusterJob job) {
    long used = 0;
    try {
      while (!job.isDetected()) {
        Thread.sleep(EVERY_MILLIS);
        try {
          if (cluster.statuses(List.of(id)).get(id).isFinal()) {
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
