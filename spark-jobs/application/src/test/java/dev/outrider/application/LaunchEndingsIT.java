// SPDX-License-Identifier: Apache-2.0
package dev.outrider.application;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outrider.application.SparkSubmit.Ended;
import dev.outrider.application.SparkSubmit.Running;
import dev.outrider.step.FailureKind;
import dev.outrider.step.attempt.ErrorRecord;
import dev.outrider.step.attempt.Result;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How launches end, in processes of their own: each leaves one truth behind. */
class LaunchEndingsIT {

  private static final String PASSWORD = "open-sesame-2718";

  @TempDir static Path shared;
  private static Path bundle;

  @TempDir Path folder;
  private SparkSubmit spark;

  @BeforeAll
  static void bundle() throws IOException {
    bundle =
        TestBundle.of(
            shared.resolve("bundle.jar"), List.of("Echo", "InTask"), 17, Optional.empty());
  }

  @BeforeEach
  void spark() {
    spark = new SparkSubmit(SparkSubmit.builtHome(), folder.resolve("printed"));
  }

  @Test
  void ofTwoLaunchesOfOneAttemptOneRunsAndTheOtherEndsWith75AndTouchesNothing() throws IOException {
    Path context = order("together", Map.of(), Optional.empty());

    Running one = spark.start(bundle, "--context", context.toString());
    Running two = spark.start(bundle, "--context", context.toString());
    Ended first = one.await();
    Ended second = two.await();

    assertThat(List.of(first.exitCode(), second.exitCode())).containsExactlyInAnyOrder(0, 75);
    Ended loser = first.exitCode() == 75 ? first : second;
    assertThat(loser.err())
        .contains(
            "outrider: attempt " + Attempts.KEY + " belongs to another launch, as claim.json in ",
            " says. This launch ends and has touched nothing.");
    assertThat(Attempts.launches(folder.resolve("run"))).hasSize(1);
    Path launch = Attempts.launches(folder.resolve("run")).get(0);
    assertThat(Attempts.result(launch).status()).isEqualTo(Result.SUCCEEDED);

    List<String> before = listing(folder.resolve("run"));
    Ended late = spark.run(bundle, "--context", context.toString());

    assertThat(late.exitCode()).isEqualTo(75);
    assertThat(listing(folder.resolve("run"))).isEqualTo(before);
  }

  @Test
  void aStepThatThrowsIsAFailureOfTheUserWithItsOwnStackTraceFirst() throws IOException {
    Ended ended = run("throw");

    assertThat(ended.exitCode()).isEqualTo(1);
    ErrorRecord error = error();
    assertThat(error.kind()).isEqualTo(FailureKind.USER);
    assertThat(error.type()).isEqualTo("java.lang.IllegalStateException");
    assertThat(error.message()).isEqualTo("the step's own words");
    assertThat(error.stackTrace())
        .startsWith(
            "java.lang.IllegalStateException: the step's own words\n\tat dev.outrider.application.steps.Echo.run(Echo.java:");
    int trace = ended.err().indexOf("java.lang.IllegalStateException: the step's own words");
    int line =
        ended
            .err()
            .indexOf(
                "outrider: step 'step' (run r0k3v9m2x4q7t, attempt 1) failed with kind USER: ");
    assertThat(trace).isNotNegative();
    assertThat(line).isGreaterThan(trace);
    assertThat(Files.readString(folder.resolve("run/marks/" + Attempts.KEY + ".done")))
        .contains("\"status\": \"failed\"");
  }

  @Test
  void aStepThatCallsSystemExitFailsWhateverItsCode() throws IOException {
    Ended ended = run("exit");

    assertThat(ended.exitCode()).isEqualTo(1);
    assertThat(error().kind()).isEqualTo(FailureKind.USER);
    assertThat(error().message())
        .matches(
            "Step 'step' called System\\.exit at dev\\.outrider\\.application\\.steps\\.Echo\\.run\\(Echo\\.java:\\d+\\)\\. A step returns or throws; its process is not its own to end\\.");
  }

  @Test
  void aMetricThatIsNotANumberIsRecordedWithOneWarning() throws IOException {
    Ended ended = run("nan");

    assertThat(ended.exitCode()).as(ended.err()).isZero();
    Result result = Attempts.result(Attempts.launches(folder.resolve("run")).get(0));
    assertThat(result.status()).isEqualTo(Result.SUCCEEDED);
    assertThat(result.metrics().get("rmse")).isNaN();
    assertThat(ended.err())
        .containsOnlyOnce(
            "Step 'step' records metric 'rmse' as NaN. Check what it is computed from.");
  }

  @Test
  void anOutputThatIsNullFailsTheStep() throws IOException {
    Ended ended = run("null");

    assertThat(ended.exitCode()).isEqualTo(1);
    assertThat(error().message())
        .isEqualTo("Step 'step' returned null. A step gives its output, or NoOutput.NONE.");
  }

  @Test
  void memoryThatRanOutIsAFailureOfResources() throws IOException {
    run("memory");

    assertThat(error().kind()).isEqualTo(FailureKind.RESOURCE);
  }

  @Test
  void aStepThatHangsIsEndedByItsDeadline() throws IOException {
    Path context = order("hang", Map.of(), Optional.of(Duration.ofSeconds(2)));

    Ended ended = spark.run(bundle, "--context", context.toString());

    assertThat(ended.exitCode()).isEqualTo(124);
    assertThat(error().kind()).isEqualTo(FailureKind.TIMEOUT);
    assertThat(error().message())
        .isEqualTo(
            "Step 'step' ran longer than its deadline of PT2S. Raise the deadline, or give the step more to run with.");
    assertThat(error().stackTrace()).contains("The step was at\n", "steps.Echo.run(Echo.java:");
  }

  @Test
  void aThreadThatTheStepLeavesBehindDoesNotKeepTheProcess() throws IOException {
    assertThat(run("thread").exitCode()).isZero();
  }

  @Test
  void whatIsPrintedLastIsStoredBeforeTheResultOrInOneMoreChunkAfterIt() throws IOException {
    Ended ended = run("last words");

    assertThat(ended.exitCode()).isZero();
    Path launch = Attempts.launches(folder.resolve("run")).get(0);
    List<Path> chunks;
    try (Stream<Path> files = Files.list(launch.resolve("logs"))) {
      chunks = files.sorted().toList();
    }
    FileTime result = Files.getLastModifiedTime(launch.resolve("result.json"));
    List<Path> after =
        chunks.stream().filter(chunk -> modified(chunk).compareTo(result) > 0).toList();
    assertThat(Attempts.logs(launch))
        .contains("the last words have no newline, but a thread\nof a hook\n");
    assertThat(after)
        .singleElement()
        .satisfies(
            chunk -> assertThat(chunk).content().startsWith(", but a thread\n").endsWith("hook\n"));
  }

  private static FileTime modified(Path file) {
    try {
      return Files.getLastModifiedTime(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aMessageOfMegabytesIsCutInTheResultAndInTheLogOnlyAfterOne() throws IOException {
    run("huge");

    String note = " [cut here: 5000006 characters in all]";
    assertThat(error().message()).startsWith("plan: xxx").endsWith(note).hasSize(2_000);
    assertThat(error().stackTrace().length()).isLessThanOrEqualTo(32 << 10);
    Path launch = Attempts.launches(folder.resolve("run")).get(0);
    assertThat(Files.size(launch.resolve("result.json"))).isLessThan(40_000);
    assertThat(Attempts.logs(launch).length()).isBetween(1 << 20, (1 << 20) + 10_000);
  }

  @Test
  void aTraceOfEqualFramesIsFolded() throws IOException {
    run("deep");

    assertThat(error().stackTrace().lines().count()).isLessThan(100);
    assertThat(error().stackTrace()).contains("\n\t... this frame ");
  }

  @Test
  void aSecretIsReadWhereTheStepRunsAndIsInNothingThatIsWritten() throws IOException {
    Path context = order("secret", Map.of("password", "env:WAREHOUSE_PASSWORD"), Optional.empty());

    Ended ended =
        spark.with("WAREHOUSE_PASSWORD", PASSWORD).run(bundle, "--context", context.toString());

    assertThat(ended.exitCode()).isEqualTo(1);
    assertThat(ended.out()).contains("printed ********").doesNotContain(PASSWORD);
    assertThat(ended.err())
        .contains("printed in two ********", "logged ********", "refused ********")
        .doesNotContain(PASSWORD);
    assertThat(error().message()).isEqualTo("refused ********");
    try (Stream<Path> files = Files.walk(folder.resolve("run"))) {
      assertThat(files.filter(Files::isRegularFile).toList())
          .isNotEmpty()
          .allSatisfy(file -> assertThat(file).content().doesNotContain(PASSWORD));
    }
  }

  @Test
  void aMissingSecretIsAFailureOfConfigurationThatNamesTheKey() throws IOException {
    Path context =
        order("missing secret", Map.of("password", "env:NO_SUCH_VARIABLE"), Optional.empty());

    Ended ended = spark.run(bundle, "--context", context.toString());

    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(error().kind()).isEqualTo(FailureKind.CONFIGURATION);
    assertThat(error().message())
        .isEqualTo(
            "The step asks for secret 'nobody', which is not configured; known are [password]. Set step-operator.gpu.secret.nobody.");
  }

  @Test
  void memoryThatRunsOutInATaskIsNoExitOfTheSteps() throws IOException {
    Ended ended = inTask("memory");

    assertThat(ended.exitCode()).isEqualTo(1);
    assertThat(error().kind()).isEqualTo(FailureKind.RESOURCE);
    assertThat(error().type()).isEqualTo("java.lang.OutOfMemoryError");
    assertThat(error().message())
        .matches(
            "Spark ended the driver of step 'step' at \\S*SparkUncaughtExceptionHandler\\.uncaughtException\\(SparkUncaughtExceptionHandler\\.scala:\\d+\\): (\\[Container in shutdown\\] )?Uncaught exception in thread .+: java\\.lang\\.OutOfMemoryError: Java heap space");
    assertThat(error().stackTrace()).contains("steps.InTask.end(InTask.java:");
  }

  @Test
  void anExitThatTheStepCallsInATaskIsItsOwn() throws IOException {
    inTask("exit");

    assertThat(error().kind()).isEqualTo(FailureKind.USER);
    assertThat(error().message())
        .startsWith(
            "Step 'step' called System.exit at dev.outrider.application.steps.InTask.end(InTask.java:");
  }

  private Ended inTask(String how) throws IOException {
    Path context =
        Attempts.order(
            folder.resolve("run"),
            "InTask",
            "{\"how\":\"" + how + "\"}",
            Map.of(),
            List.of("output"),
            Map.of(),
            Optional.empty());
    return spark.run(bundle, "--context", context.toString());
  }

  private Ended run(String text) throws IOException {
    return spark.run(bundle, "--context", order(text, Map.of(), Optional.empty()).toString());
  }

  private Path order(String text, Map<String, String> secrets, Optional<Duration> deadline)
      throws IOException {
    return Attempts.order(
        folder.resolve("run"),
        "Echo",
        "{\"text\":\"" + text + "\"}",
        Map.of(),
        List.of("output"),
        secrets,
        deadline);
  }

  private ErrorRecord error() throws IOException {
    Result result = Attempts.result(Attempts.launches(folder.resolve("run")).get(0));
    assertThat(result.status()).isEqualTo(Result.FAILED);
    assertThat(result.outputs()).isEmpty();
    return result.error().orElseThrow();
  }

  private static List<String> listing(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .filter(Files::isRegularFile)
          .map(
              file -> {
                try {
                  return file + " " + Files.getLastModifiedTime(file);
                } catch (IOException e) {
                  return file + " " + e;
                }
              })
          .sorted()
          .toList();
    }
  }
}
