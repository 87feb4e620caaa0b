// SPDX-License-Identifier: Apache-2.0
package dev.outrider.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outrider.ledger.AttemptRecord;
import dev.outrider.ledger.RunQuery;
import dev.outrider.ledger.RunRecord;
import dev.outrider.ledger.RunStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An orchestrator is killed while a step runs; the next one goes on with the same attempt. */
class AdoptedRunIT {
  private static final long MINUTES = 20;

  @TempDir Path folder;
  private final Path examples = Path.of(System.getProperty("outrider.examples")).normalize();

  @Test
  void theChildThatWentOnIsAdoptedAndNoStepRunsTwice() throws Exception {
    Process killed =
        outrider(
            "killed.txt",
            "run",
            "dev.outrider.examples.FlightDelays",
            "--class-path",
            examples + "/target/classes:@" + examples + "/target/classpath.txt",
            "-P",
            "flights=" + examples.resolve("data/flights.parquet"),
            "-P",
            "airports=" + examples.resolve("data/airports.csv"));
    Path claims = folder.resolve(".outrider/store/runs");
    waitFor(() -> !find(claims, "clean/1/claim.json").isEmpty(), killed);
    killed.destroyForcibly().waitFor();
    assertThat(find(claims, "clean/1/claim.json")).hasSize(1);

    Process second = outrider("adopted.txt", "runs", "attach");
    assertThat(second.waitFor(MINUTES, TimeUnit.MINUTES)).isTrue();

    String printed = Files.readString(folder.resolve("adopted.txt"));
    assertThat(second.exitValue()).as(printed).isZero();
    assertThat(printed)
        .contains("clean     succeeded after ", "report    succeeded after ")
        .doesNotContain("clean     started");
    try (RunStore store = RunStore.open(folder.resolve(".outrider/runs.db"))) {
      RunRecord run = store.runs(RunQuery.newest(50)).get(0);
      assertThat(run.outcome()).isEqualTo("succeeded");
      assertThat(run.epoch()).isEqualTo(2);
      assertThat(store.attempts(run.id()))
          // the report is a plain step, which has no job
          .hasSize(5)
          .allSatisfy(attempt -> assertThat(attempt.number()).isEqualTo(1))
          .allSatisfy(attempt -> assertThat(attempt.launch()).isPresent())
          .extracting(AttemptRecord::step)
          .doesNotHaveDuplicates();
    }
    // every child's exit code is known, also of the one whose orchestrator was killed
    List<Path> exits = find(folder.resolve(".outrider/operators/local"), "exit.json");
    assertThat(exits)
        .hasSize(5)
        .allSatisfy(exit -> assertThat(exit).content().contains("\"exitCode\": 0"));
  }

  private interface Condition {
    boolean holds() throws IOException;
  }

  private static void waitFor(Condition condition, Process process) throws Exception {
    long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(MINUTES);
    while (!condition.holds()) {
      assertThat(System.nanoTime()).as("waited for %s minutes", MINUTES).isLessThan(end);
      assertThat(process.waitFor(50, TimeUnit.MILLISECONDS)).as("ended early").isFalse();
    }
  }

  private static List<Path> find(Path root, String end) throws IOException {
    if (!Files.isDirectory(root)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(root)) {
      return files.filter(file -> file.endsWith(end)).toList();
    } catch (java.io.UncheckedIOException e) {
      // files of a running step come and go
      return List.of();
    }
  }

  private Process outrider(String printed, String... words) throws IOException {
    Path home = Path.of("target/outrider").toAbsolutePath();
    List<String> command = new ArrayList<>(List.of(home.resolve("bin/outrider").toString()));
    command.addAll(List.of(words));
    ProcessBuilder builder = new ProcessBuilder(command);
    String line = System.getProperty("outrider.spark.lines").split(",")[0];
    Path spark = Path.of(System.getProperty("outrider.spark.homes"), line);
    builder.environment().put("SPARK_HOME", spark.toString());
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    builder
        .environment()
        .put("OUTRIDER_CACHE", Path.of("target/cache").toAbsolutePath().toString());
    return builder
        .directory(folder.toFile())
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve(printed).toFile())
        .start();
  }
}
