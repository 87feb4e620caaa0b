// SPDX-License-Identifier: Apache-2.0
package dev.outrider.application;

import dev.outrider.step.FailureKind;
import dev.outrider.step.attempt.ErrorRecord;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.hadoop.util.ShutdownHookManager;

/**
 * Notices when the JVM ends while the step still runs. Was it {@code System.exit}, the result says
 * so and where, and the process ends as failed whatever code the step chose; was it a signal,
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
  private volatile boolean exitCalled;

  ExitWatch(String step, Ending ending, Path workFolder, PrintStream err) {
    this.step = step;
    this.ending = ending;
    this.workFolder = workFolder;
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
    String where = caller(exit.get());
    String message =
        "Step '"
            + step
            + "' called System.exit at "
            + where
            + ". A step returns or throws; its process is not its own to end.";
    err.println("outrider: " + message);
    String trace =
        Arrays.stream(exit.get())
            .map(frame -> "\tat " + frame + "\n")
            .collect(Collectors.joining());
    try {
      ending.fail(
          ExitCode.FAILED,
          new ErrorRecord(
              FailureKind.USER, "java.lang.System.exit", message, message + "\n" + trace));
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

  private static String caller(StackTraceElement[] stack) {
    return Arrays.stream(stack)
        .filter(frame -> !frame.getClassName().startsWith("java."))
        .map(StackTraceElement::toString)
        .findFirst()
        .orElse("an unknown place");
  }
}
