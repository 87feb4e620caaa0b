// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * What a run does when {@code System.exit} ends its process, by a call that is rewritten nowhere:
 * by reflection, by a class that Outrider has not loaded, in an embedding program. A plain step
 * that called it fails, and the process then ends with 1; the run is released in any case. {@code
 * Runtime.halt} and native code come past this: then the run is open and without an owner.
 */
public final class ExitHook implements AutoCloseable {
  private static final Duration RECORDED = Duration.ofSeconds(5);
  private static final Duration REPORTED = Duration.ofSeconds(2);
  private static final int FAILED = 1;

  private final Predicate<Call> steps;
  private final Runnable detach;
  private final Thread runner = Thread.currentThread();
  private final Thread hook = new Thread(this::onExit, "exit while a run is open");
  private final CountDownLatch recorded = new CountDownLatch(1);

  /**
   * A call of {@code System.exit} that ends this process.
   *
   * @param thread waits in it until the process has ended
   * @param stack of that thread
   */
  public record Call(Thread thread, StackTraceElement[] stack) {

    /** Class, method and line of the call: the first that is not the JDK's. */
    public String place() {
      return Arrays.stream(stack)
          .filter(frame -> !frame.getClassName().matches("(java|jdk|sun)\\..*"))
          .map(StackTraceElement::toString)
          .findFirst()
          .orElse("an unknown place");
    }
  }

  /**
   * @param steps records the failure of the plain step that a call is from; false: of none
   * @param detach makes the run's loop return
   */
  ExitHook(Predicate<Call> steps, Runnable detach) {
    this.steps = steps;
    this.detach = detach;
    try {
      Runtime.getRuntime().addShutdownHook(hook);
    } catch (IllegalStateException e) {
      // the process ends already
    }
  }

  /** The call that ends this process; empty when it goes on, or a signal ends it. */
  public static Optional<Call> call() {
    for (Map.Entry<Thread, StackTraceElement[]> each : Thread.getAllStackTraces().entrySet()) {
      for (StackTraceElement frame : each.getValue()) {
        if (frame.getClassName().equals("java.lang.Runtime")
            && frame.getMethodName().equals("exit")) {
          return Optional.of(new Call(each.getKey(), each.getValue()));
        }
      }
    }
    return Optional.empty();
  }

  private void onExit() {
    Optional<Call> call = call();
    if (call.isEmpty() || call.get().thread() == runner) {
      return;
    }
    boolean ofStep = steps.test(call.get());
    detach.run();
    try {
      recorded.await(RECORDED.toMillis(), TimeUnit.MILLISECONDS);
      runner.join(REPORTED.toMillis()); // it says how the run went
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (ofStep) {
      Runtime.getRuntime().halt(FAILED);
    }
  }

  /** The run is over, or released. */
  @Override
  public void close() {
    recorded.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // it runs already
    }
  }
}
