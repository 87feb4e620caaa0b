// SPDX-License-Identifier: Apache-2.0
package dev.outrider.application;

import dev.outrider.application.log.LoggedError;
import dev.outrider.step.FailureKind;
import dev.outrider.step.attempt.ErrorRecord;
import dev.outrider.step.attempt.FailureText;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Why the process ends when {@code System.exit} was called while the step ran: by the step, or by
 * Spark or Hadoop themselves, as {@code SparkUncaughtExceptionHandler}, {@code DiskBlockManager}
 * and {@code ExitUtil} do.
 */
final class ExitCause {

  private static final String EXIT = "java.lang.System.exit";

  /** What stands between a caller and the exit: {@code scala.sys.exit}, and reflection. */
  private static final Pattern BETWEEN =
      Pattern.compile("(java|javax|jdk|sun|com\\.sun|scala)\\..*");

  private static final Pattern PLATFORM = Pattern.compile("org\\.apache\\.(spark|hadoop)\\..*");

  private ExitCause() {}

  /**
   * The step's failure; secrets are not masked.
   *
   * @param stack of the thread that called exit
   * @param errors the last error that a class of Spark or Hadoop logged
   */
  static ErrorRecord of(
      String step, StackTraceElement[] stack, Function<String, Optional<LoggedError>> errors) {
    Optional<StackTraceElement> caller =
        Arrays.stream(stack)
            .filter(frame -> !BETWEEN.matcher(frame.getClassName()).matches())
            .findFirst();
    String where = caller.map(StackTraceElement::toString).orElse("an unknown place");
    String trace =
        Arrays.stream(stack).map(frame -> "\tat " + frame + "\n").collect(Collectors.joining());
    boolean platform =
        caller.filter(frame -> PLATFORM.matcher(frame.getClassName()).matches()).isPresent();
    if (!platform) {
      String message =
          "Step '"
              + step
              + "' called System.exit at "
              + where
              + ". A step returns or throws; its process is not its own to end.";
      return new ErrorRecord(FailureKind.USER, EXIT, message, message + "\n" + trace);
    }
    Optional<LoggedError> logged = errors.apply(caller.get().getClassName());
    Optional<Throwable> thrown = logged.flatMap(LoggedError::thrown);
    String why =
        logged
            .map(
                each ->
                    each.message() + each.thrown().map(t -> ": " + FailureText.line(t)).orElse(""))
            .orElse("the driver's log says why");
    String message = "Spark ended the driver of step '" + step + "' at " + where + ": " + why;
    return new ErrorRecord(
        thrown.map(ExitCause::kind).orElse(FailureKind.PLATFORM),
        thrown.map(each -> each.getClass().getName()).orElse(EXIT),
        message,
        thrown.map(Failures::trace).orElse("") + message + "\n" + trace);
  }

  private static FailureKind kind(Throwable thrown) {
    boolean full =
        Failures.kind(thrown) == FailureKind.RESOURCE
            || FailureText.causes(thrown).stream().anyMatch(VirtualMachineError.class::isInstance);
    return full ? FailureKind.RESOURCE : FailureKind.PLATFORM;
  }
}
