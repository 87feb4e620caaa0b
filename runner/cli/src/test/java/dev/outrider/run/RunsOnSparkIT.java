// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outrider.ledger.AttemptRecord;
import dev.outrider.ledger.RunQuery;
import dev.outrider.ledger.RunRecord;
import dev.outrider.ledger.RunStore;
import dev.outrider.step.attempt.AttemptLayout;
import dev.outrider.step.attempt.Formats;
import dev.outrider.step.attempt.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real Spark drivers of runs that are let go of, and of two processes with one run store. */
class RunsOnSparkIT {
  private static final long MINUTES = 20;

  @TempDir Path temporary;
  private final Path home = Path.of("target/outrider").toAbsolutePath();
  private final Path spark =
      Path.of(
          System.getProperty("outrider.spark.homes"),
          System.getProperty("outrider.spark.lines").split(",")[0]);
  private final List<Process> started = new ArrayList<>();
  private Path folder;

  @BeforeEach
  void project() throws IOException {
    CountingProject.compile(temporary.toRealPath(), home, spark);
    folder = Files.createDirectory(temporary.toRealPath().resolve("project"));
    Files.writeString(
        folder.resolve("outrider.properties"),
        """
        step-operator.machine.flavor = local
        step-operator.machine.max-concurrent = 2
        step-operator.machine.spark.ui.enabled = false
        step-operator.machine.spark.master = local[1]
        """);
  }

  @AfterEach
  void end() throws InterruptedException {
    for (Process process : started) {
      process.destroyForcibly().waitFor();
    }
  }

  @Test
  void whatARunThatIsLetGoOfHasSubmittedGoesOnAndTheNextOwnerTakesIt() throws Exception {
    Process detached = run("detached.txt", "6", "--detach");

    assertThat(ended(detached)).as(text("detached.txt")).isEqualTo(4);
    String run;
    try (RunStore store = store()) {
      RunRecord left = store.runs(RunQuery.newest(50)).get(0);
      run = left.id();
      assertThat(left.outcome()).isEqualTo("running");
      assertThat(left.owner()).isEmpty();
      assertThat(store.attempts(run)).hasSize(2).allMatch(attempt -> attempt.job().isPresent());
    }
    assertThat(text("detached.txt"))
        .contains(
            "Run "
                + run
                + " is let go of: its jobs go on, and nothing new begins before 'outrider runs"
                + " attach "
                + run
                + "'.")
        .contains("  left on machine: job {\"key\":\"" + run + "-left-1-");

    Process attached = outrider("attached.txt", "runs", "attach", run);

    assertThat(ended(attached)).as(text("attached.txt")).isZero();
    assertThat(text("attached.txt")).doesNotContain("left   started").contains("sum    succeeded");
    assertThat(text("detached.txt"))
        .as("two places for two steps")
        .doesNotContain("waits for a place");
    try (RunStore store = store()) {
      assertThat(store.attempts(run)).extracting(AttemptRecord::number).containsOnly(1);
    }
  }

  @Test
  void twoProcessesWithOneRunStoreShareTheLimitAndLeaveEachOthersRunsAlone() throws Exception {
    Process one = run("one.txt", "1", "-D", "step-operator.machine.max-concurrent=1");
    Process other = run("other.txt", "1", "-D", "step-operator.machine.max-concurrent=1");

    assertThat(ended(one)).as(text("one.txt")).isZero();
    assertThat(ended(other)).as(text("other.txt")).isZero();

    List<Result> results = new ArrayList<>();
    try (RunStore store = store()) {
      assertThat(store.runs(RunQuery.newest(50))).hasSize(2).allMatch(run -> run.epoch() == 1);
      for (RunRecord run : store.runs(RunQuery.newest(50))) {
        for (AttemptRecord attempt : store.attempts(run.id())) {
          assertThat(attempt.number()).isEqualTo(1);
          if (attempt.operator().equals("machine")) {
            Path launch = Path.of(attempt.launch().orElseThrow());
            results.add(
                Formats.read(
                    Files.readString(launch.resolve(AttemptLayout.RESULT)),
                    Result.class,
                    AttemptLayout.RESULT));
          }
        }
      }
    }
    results.sort(Comparator.comparing(Result::started));
    assertThat(results).hasSize(4);
    for (int i = 1; i < results.size(); i++) {
      assertThat(results.get(i).started())
          .as("a step began before the one before it had ended, on an operator for one job")
          .isAfterOrEqualTo(results.get(i - 1).ended());
    }
    assertThat(text("one.txt") + text("other.txt")).contains("waits for a place on machine");
  }

  private Process run(String printed, String seconds, String... more) throws IOException {
    List<String> words =
        new ArrayList<>(
            List.of(
                "run", "acme.Counting", "--class-path", "../classes", "-P", "seconds=" + seconds));
    words.addAll(List.of(more));
    return outrider(printed, words.toArray(String[]::new));
  }

  private Process outrider(String printed, String... words) throws IOException {
    List<String> command = new ArrayList<>(List.of(home.resolve("bin/outrider").toString()));
    command.addAll(List.of(words));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("SPARK_HOME", spark.toAbsolutePath().toString());
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    builder
        .environment()
        .put("OUTRIDER_CACHE", Path.of("target/cache").toAbsolutePath().toString());
    Process process =
        builder
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve(printed).toFile())
            .start();
    started.add(process);
    return process;
  }

  private static int ended(Process process) throws InterruptedException {
    assertThat(process.waitFor(MINUTES, TimeUnit.MINUTES)).isTrue();
    return process.exitValue();
  }

  private String text(String file) throws IOException {
    return Files.readString(folder.resolve(file));
  }

  private RunStore store() {
    return RunStore.open(folder.resolve(".outrider/runs.db"));
  }
}
