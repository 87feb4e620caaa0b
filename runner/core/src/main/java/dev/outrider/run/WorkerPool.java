// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** A few threads, however much there is to do; those that have nothing to do for a while end. */
final class WorkerPool implements Workers, AutoCloseable {
  private static final long IDLE_SECONDS = 1;

  private final ScheduledThreadPoolExecutor threads;

  /**
   * @param size the most threads at once
   */
  WorkerPool(int size, ThreadFactory factory) {
    this.threads =
        new ScheduledThreadPoolExecutor(size, factory, new ThreadPoolExecutor.DiscardPolicy());
    threads.setRemoveOnCancelPolicy(true);
    threads.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
    threads.allowCoreThreadTimeOut(true);
  }

  @Override
  public void execute(String what, Runnable work) {
    threads.execute(work);
  }

  @Override
  public void schedule(String what, Duration delay, Runnable work) {
    threads.schedule(work, delay.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Interrupts what is being done, and drops the rest and what comes later. */
  @Override
  public void close() {
    threads.shutdownNow();
  }
}
