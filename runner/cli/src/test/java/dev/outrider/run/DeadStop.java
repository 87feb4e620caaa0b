// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Stops a process dead at one passing of one kill point: it says so and waits to be killed. From
 * then on it writes nothing down any more, and of what it has just done it has written nothing.
 */
final class DeadStop {
  private final String point;
  private final AtomicInteger passings;
  private final PrintStream out;
  private final boolean wakes;
  private final ReentrantLock writing = new ReentrantLock();
  private final ReentrantLock submitting = new ReentrantLock();

  /** How often this submission has asked who owns the run; guarded by its lock. */
  private int questions;

  /**
   * @param point a kill point; any other text stops nothing
   * @param passing which passing of it is the last
   * @param wakes whether it goes on where it has stopped, once it is given a byte to read
   */
  DeadStop(String point, int passing, PrintStream out, boolean wakes) {
    this.point = point;
    this.passings = new AtomicInteger(passing);
    this.out = out;
    this.wakes = wakes;
  }

  /** Does an effect. */
  void around(String effect, Runnable work) {
    if (isDue(KillPoint.before(effect))) {
      stop();
    }
    if (!isDue(KillPoint.after(effect))) {
      work.run();
      return;
    }
    writing.lock();
    try {
      work.run();
    } finally {
      stop();
    }
  }

  /** Whether whoever asks for the run is an operator that submits: the core has asked before it. */
  boolean isOwnershipCheck() {
    return submitting.isHeldByCurrentThread() && questions++ > 0;
  }

  private void wholly(String effect, Runnable work) {
    try {
      around(effect, work);
    } finally {
      done();
    }
  }

  /** One at a time: what is stopped after one has begun no other, which its successor is to do. */
  private void submit(Runnable work) {
    submitting.lock();
    try {
      questions = 0;
      around("submit", work);
    } finally {
      done();
      submitting.unlock();
    }
  }

  /** Writes something down. */
  void aroundWriting(String effect, Runnable work) {
    writing.lock();
    try {
      around(effect, work);
    } finally {
      done();
    }
  }

  private boolean isDue(KillPoint passed) {
    return passed.toString().equals(point) && passings.decrementAndGet() == 0;
  }

  private void stop() {
    writing.lock();
    out.println("at " + point);
    out.flush();
    if (!wakes) {
      new Semaphore(0).acquireUninterruptibly();
    }
    try {
      if (System.in.read() < 0) {
        throw new IllegalStateException("Whoever stopped this process has ended");
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What was stopped is done, before this process sees that its run has another owner. */
  private void done() {
    while (writing.isHeldByCurrentThread()) {
      writing.unlock();
    }
  }

  /** These workers, with stops. */
  Workers around(Workers workers) {
    return new Workers() {
      @Override
      public void execute(String what, Runnable work) {
        String effect = effect(what);
        workers.execute(
            what, effect.equals("submit") ? () -> submit(work) : () -> wholly(effect, work));
      }

      @Override
      public void schedule(String what, Duration delay, Runnable work) {
        workers.schedule(what, delay, () -> wholly(effect(what), work));
      }
    };
  }

  /** {@code submit} of {@code submit train 1}. */
  private static String effect(String what) {
    return what.split(" ", 2)[0];
  }
}
