// SPDX-License-Identifier: Apache-2.0
package dev.outrider.application;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outrider.application.log.LoggedError;
import dev.outrider.step.FailureKind;
import dev.outrider.step.attempt.ErrorRecord;
import java.io.IOException;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who called System.exit, and what is said of it. */
class ExitCauseTest {
  private static final String HANDLER = "org.apache.spark.util.SparkUncaughtExceptionHandler";

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "acme.Step.run",
    "org.apache.sparkling.Water.run",
    "org.apache.commons.cli.Main.main",
    "scala.sys.package$.exit acme.Step.run",
    "jdk.internal.reflect.NativeMethodAccessorImpl.invoke0 java.lang.reflect.Method.invoke acme.Step.run",
    "acme.Step$$Lambda$7.run org.apache.spark.executor.Executor$TaskRunner.run",
  })
  void aCallFromTheStepsOwnCodeIsTheUsers(String callers) {
    String first =
        Stream.of(callers.split(" "))
            .filter(each -> !each.matches("(java|jdk|scala)\\..*"))
            .findFirst()
            .get();

    ErrorRecord error = cause(callers, HANDLER, new LoggedError("no", Optional.empty()));

    assertThat(error.kind()).isEqualTo(FailureKind.USER);
    assertThat(error.type()).isEqualTo("java.lang.System.exit");
    assertThat(error.message())
        .isEqualTo(
            "Step 'train' called System.exit at "
                + first
                + "(Some.java:7). A step returns or throws; its process is not its own to end.");
    assertThat(error.stackTrace()).startsWith(error.message()).contains("\tat " + first);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "org.apache.spark.util.SparkUncaughtExceptionHandler.uncaughtException",
    "org.apache.spark.storage.DiskBlockManager.<init>",
    "org.apache.spark.util.SparkExitCode$.exit",
    "org.apache.hadoop.util.ExitUtil.terminate",
  })
  void aCallFromSparkOrHadoopIsNot(String caller) {
    ErrorRecord error = cause(caller, "other", new LoggedError("no", Optional.empty()));

    assertThat(error.kind()).isEqualTo(FailureKind.PLATFORM);
    assertThat(error.type()).isEqualTo("java.lang.System.exit");
    assertThat(error.message())
        .isEqualTo(
            "Spark ended the driver of step 'train' at "
                + caller
                + "(Some.java:7): the driver's log says why");
  }

  @Test
  void memoryThatRanOutInATaskIsSaidAndIsAFailureOfResources() {
    ErrorRecord error =
        cause(
            HANDLER + ".uncaughtException",
            HANDLER,
            new LoggedError(
                "Uncaught exception in thread Thread[Executor task launch worker]",
                Optional.of(new IOException(new OutOfMemoryError("Java heap space")))));

    assertThat(error.kind()).isEqualTo(FailureKind.RESOURCE);
    assertThat(error.type()).isEqualTo("java.io.IOException");
    assertThat(error.message())
        .isEqualTo(
            "Spark ended the driver of step 'train' at "
                + HANDLER
                + ".uncaughtException(Some.java:7): Uncaught exception in thread Thread[Executor"
                + " task launch worker]: java.io.IOException: java.lang.OutOfMemoryError: Java heap"
                + " space");
    assertThat(error.stackTrace())
        .startsWith("java.io.IOException: java.lang.OutOfMemoryError: Java heap space\n\tat ")
        .contains(error.message());
  }

  @Test
  void aDiskThatSparkCannotUseIsThePlatformsAndAFullOneIsAFailureOfResources() {
    String manager = "org.apache.spark.storage.DiskBlockManager";

    assertThat(logged(manager, "Failed to create local dir in /gone").kind())
        .isEqualTo(FailureKind.PLATFORM);
    assertThat(logged(manager, "No space left on device").kind()).isEqualTo(FailureKind.RESOURCE);
  }

  private static ErrorRecord logged(String logger, String message) {
    return cause(
        logger + ".<init>",
        logger,
        new LoggedError("Failed to create any local dir.", Optional.of(new IOException(message))));
  }

  private static ErrorRecord cause(String callers, String logger, LoggedError logged) {
    StackTraceElement[] stack =
        Stream.concat(
                Stream.of("java.lang.Runtime.exit", "java.lang.System.exit"),
                Stream.of(callers.split(" ")))
            .map(
                each -> {
                  int dot = each.lastIndexOf('.');
                  return new StackTraceElement(
                      each.substring(0, dot), each.substring(dot + 1), "Some.java", 7);
                })
            .toArray(StackTraceElement[]::new);
    return ExitCause.of(
        "train", stack, name -> name.equals(logger) ? Optional.of(logged) : Optional.empty());
  }
}
