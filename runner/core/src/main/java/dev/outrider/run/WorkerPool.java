// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** A fixed number of threads, however much there is to do. */
final class WorkerPool implements Workers, AutoCloseable {
  private final ScheduledThreadPoolExecutor threads;

  WorkerPool(int size, ThreadFactory factory) {
    this.threads =
        new ScheduledThreadPoolExecutor(size, factory, new ThreadPoolExecutor.DiscardPolicy());
    threads.setRemoveOnCancelPolicy(true);
  }

  @Override
  public void execute(String what, Runnable work) {
    threads.execute(work);
  }

  @Override
  public void schedule(String what, Duration delay, Runnable work) {
    threads.schedule(work, delay.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Interrupts what is being done, and drops the rest and what comes later. */
  @Override
  public void close() {
    threads.shutdownNow();
  }
}
