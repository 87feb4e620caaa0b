// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import dev.outrider.plan.ExitCall;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.function.Consumer;

/**
 * Which plain step a thread works for: its own thread, and every thread that was started by one
 * that works for it, for as long as the step runs. State of the process, for slf4j makes its
 * provider by itself. Thread-safe.
 */
final class StepThreads {
  private static final InheritableThreadLocal<PlainLog> STEP = new InheritableThreadLocal<>();
  private static final Map<PlainLog, Consumer<ExitCall>> RUNNING = new ConcurrentHashMap<>();

  private StepThreads() {}

  /**
   * Says that the calling thread runs a step, until {@link #leave}.
   *
   * @param exits is called by a thread of the step that would end the process
   */
  static void enter(PlainLog log, Consumer<ExitCall> exits) {
    RUNNING.put(log, exits);
    STEP.set(log);
  }

  /** Says that the step has ended; called on its own thread. */
  static void leave(PlainLog log) {
    STEP.remove();
    RUNNING.remove(log);
  }

  /** The log of the step that the calling thread works for; empty outside of steps. */
  static Optional<PlainLog> current() {
    if (RUNNING.isEmpty()) {
      return Optional.empty();
    }
    return isShared(Thread.currentThread())
        ? onlyRunning()
        : Optional.ofNullable(STEP.get()).filter(RUNNING::containsKey);
  }

  /** Reports a call that would end the process to the step that the calling thread works for. */
  static void exitCalled(ExitCall call) {
    current().map(RUNNING::get).ifPresent(step -> step.accept(call));
  }

  /** Parallel streams of all steps share the JDK's common pool, whoever has made its threads. */
  private static boolean isShared(Thread thread) {
    return thread instanceof ForkJoinWorkerThread worker
        && worker.getPool() == ForkJoinPool.commonPool();
  }

  private static Optional<PlainLog> onlyRunning() {
    Iterator<PlainLog> running = RUNNING.keySet().iterator();
    Optional<PlainLog> first = running.hasNext() ? Optional.of(running.next()) : Optional.empty();
    return running.hasNext() ? Optional.empty() : first;
  }
}
