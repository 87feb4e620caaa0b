// SPDX-License-Identifier: Apache-2.0
package dev.outrider.application;

import dev.outrider.application.log.LoggedError;
import dev.outrider.step.attempt.ErrorRecord;
import dev.outrider.step.attempt.ExitCode;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.hadoop.util.ShutdownHookManager;

/**
 * Notices when the JVM ends while the step still runs. Was it {@code System.exit}, the result says
 * who called it and where, and the process ends as failed whatever the code; was it a signal,
 * whoever sent it knows why, and there is no result.
 */
final class ExitWatch {

  /** Before Spark (40) and Hadoop's file systems (10) close what the result is written with. */
  private static final int FIRST = 100;

  private static final int LAST = 1;

  private final String step;
  private final Ending ending;
  private final PrintStream err;
  private final Path workFolder;
  private final Function<String, Optional<LoggedError>> logged;
  private volatile boolean exitCalled;

  /**
   * @param logged the last error that a class of Spark or Hadoop logged
   */
  ExitWatch(
      String step,
      Ending ending,
      Path workFolder,
      Function<String, Optional<LoggedError>> logged,
      PrintStream err) {
    this.step = step;
    this.ending = ending;
    this.workFolder = workFolder;
    this.logged = logged;
    this.err = err;
  }

  void install() {
    ShutdownHookManager.get().addShutdownHook(this::onShutdown, FIRST);
    ShutdownHookManager.get().addShutdownHook(this::haltAsFailed, LAST);
  }

  private void onShutdown() {
    if (ending.isDecided()) {
      return;
    }
    Optional<StackTraceElement[]> exit = exitCall();
    if (!exit.isPresent()) {
      err.println("outrider: step '" + step + "' was ended by a signal.");
      return;
    }
    exitCalled = true;
    ErrorRecord error = ExitCause.of(step, exit.get(), logged);
    err.println("outrider: " + error.message());
    try {
      ending.fail(ExitCode.FAILED, error);
    } catch (IOException e) {
      err.println("outrider: the result cannot be written: " + e);
    }
  }

  private void haltAsFailed() {
    WorkFolders.delete(workFolder);
    if (exitCalled) {
      Runtime.getRuntime().halt(ExitCode.FAILED.code());
    }
  }

  /** The stack of the thread that waits in System.exit for this hook to end. */
  private static Optional<StackTraceElement[]> exitCall() {
    for (Map.Entry<Thread, StackTraceElement[]> each : Thread.getAllStackTraces().entrySet()) {
      for (StackTraceElement frame : each.getValue()) {
        if (frame.getClassName().equals("java.lang.Runtime")
            && frame.getMethodName().equals("exit")) {
          return Optional.of(each.getValue());
        }
      }
    }
    return Optional.empty();
  }
}
