// SPDX-License-Identifier: Apache-2.0
package dev.outrider.application;

import dev.outrider.step.FailureKind;
import dev.outrider.step.attempt.ErrorRecord;
import dev.outrider.step.attempt.ExitCode;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Ends the launch when it has run too long, even when nobody watches: writes the result, cancels
 * Spark's jobs, and ends the process if the step does not return by itself.
 */
final class RunDeadline implements AutoCloseable {

  private static final Duration GRACE = Duration.ofSeconds(10);

  private final String step;
  private final Duration limit;
  private final Thread stepThread;
  private final Ending ending;
  private final Runnable cancelJobs;
  private final PrintStream err;
  private final ScheduledExecutorService thread;

  RunDeadline(String step, Duration limit, Ending ending, Runnable cancelJobs, PrintStream err) {
    this.step = step;
    this.limit = limit;
    this.stepThread = Thread.currentThread();
    this.ending = ending;
    this.cancelJobs = cancelJobs;
    this.err = err;
    this.thread =
        Executors.newScheduledThreadPool(
            2,
            task -> {
              Thread thread = new Thread(task, "outrider-deadline");
              thread.setDaemon(true);
              return thread;
            });
  }

  void start() {
    thread.schedule(this::pass, limit.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }

  private void pass() {
    if (ending.isDecided()) {
      return;
    }
    String message =
        "Step '"
            + step
            + "' ran longer than its deadline of "
            + limit
            + ". Raise the deadline, or give the step more to run with.";
    err.println("outrider: " + message);
    String doing =
        Arrays.stream(stepThread.getStackTrace())
            .map(frame -> "\tat " + frame + "\n")
            .collect(Collectors.joining("", message + "\nThe step was at\n", ""));
    thread.schedule(
        () -> System.exit(ExitCode.TIMEOUT.code()), GRACE.toMillis(), TimeUnit.MILLISECONDS);
    try {
      ending.fail(
          ExitCode.TIMEOUT,
          new ErrorRecord(
              FailureKind.TIMEOUT, "java.util.concurrent.TimeoutException", message, doing));
    } catch (IOException e) {
      err.println("outrider: the result cannot be written: " + e);
    }
    cancelJobs.run();
    stepThread.interrupt();
  }
}
