// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outrider.flavor.AttemptKey;
import dev.outrider.ledger.AttemptRecord;
import dev.outrider.ledger.RunQuery;
import dev.outrider.ledger.RunRecord;
import dev.outrider.ledger.RunStore;
import dev.outrider.step.attempt.Formats;
import dev.outrider.step.attempt.OrderRecord;
import dev.outrider.step.value.JsonText;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Orchestrators are killed between an order and its job, and another process goes on. */
@Tag("heavy")
@Tag("crash-matrix")
class OrderOnEmrIT {
  private static final Duration LONGEST = Duration.ofMinutes(4);
  private static final int KILLED = 137;

  @TempDir Path temporary;
  private Path folder;
  private LoopbackAws aws;
  private final Path home = Path.of("target/outrider").toAbsolutePath();
  private final Path spark =
      Path.of(
              System.getProperty("outrider.spark.homes"),
              System.getProperty("outrider.spark.lines").split(",")[0])
          .toAbsolutePath();
  private final List<Process> processes = new ArrayList<>();

  @BeforeEach
  void aProjectOnEmr() throws Exception {
    Path place = temporary.toRealPath();
    folder = Files.createDirectory(place.resolve("project"));
    aws = LoopbackAws.start(Files.createDirectory(place.resolve("aws")), spark);
    // no driver is needed: the steps wait for a place
    aws.emr().hold();
    CountingProject.compile(place, home, spark);
    Files.writeString(
        folder.resolve("outrider.properties"), aws.properties("machine", "project", false));
  }

  @AfterEach
  void nothingIsLeft() {
    processes.forEach(Process::destroyForcibly);
    aws.close();
  }

  @Test
  void anOrderThatAKilledProcessHasPreparedIsSubmittedByTheNextByteForByte() throws Exception {
    killedAt("before submit");
    RunRecord run = run();
    Map<String, String> prepared = new HashMap<>();
    for (String step : CountingProject.SPARK_STEPS) {
      if (Files.exists(order(run, step))) {
        prepared.put(step, Files.readString(order(run, step)));
      }
    }
    assertThat(prepared).isNotEmpty();
    assertThat(aws.emr().calls("AddJobFlowSteps")).isZero();

    Process next = orchestrator("nowhere");

    for (Map.Entry<String, String> each : prepared.entrySet()) {
      AttemptKey key = AttemptKey.of(storeId(), run.id(), each.getKey(), 1);
      await(next, "the job of " + key, () -> aws.emr().jobs(key) == 1);
      assertThat(order(run, each.getKey())).content().isEqualTo(each.getValue());
      OrderRecord order = Formats.read(each.getValue(), OrderRecord.class, "order.json");
      String marked =
          new JsonText(order.body())
              .text()
              .replace(
                  "\"spark-submit\",",
                  "\"spark-submit\",\"--conf\",\"spark.outrider.request=" + order.hash() + "\",");
      assertThat(marked).contains(order.hash());
      assertThat(sent(key)).isEqualTo(marked);
    }
  }

  @Test
  void aJobWithTheRequestOfAnotherIsReportedAsLeakedAndIsNotCancelled() throws Exception {
    killedAt("after submit");
    RunRecord run = run();
    String step =
        CountingProject.SPARK_STEPS.stream()
            .filter(each -> aws.emr().jobs(AttemptKey.of(storeId(), run.id(), each, 1)) == 1)
            .findFirst()
            .orElseThrow();
    String others =
        Formats.read(Files.readString(order(run, step)), OrderRecord.class, "order.json").hash();
    String own = "h" + "0".repeat(40);
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + store());
        Statement update = connection.createStatement()) {
      update.executeUpdate(
          "UPDATE step_run SET state = replace(state, '" + others + "', '" + own + "')");
    }

    Process next = orchestrator("nowhere");

    await(next, "the leaked job", () -> !leaked(run).isEmpty());
    AttemptRecord leaked = leaked(run).get(0);
    assertThat(leaked.step()).isEqualTo(step);
    assertThat(leaked.job()).isPresent();
    assertThat(leaked.leaked().orElseThrow())
        .contains("carries request " + others, "this attempt's request is " + own);
    assertThat(aws.emr().calls("CancelSteps")).isZero();
    assertThat(aws.emr().jobs(AttemptKey.of(storeId(), run.id(), step, 1))).isEqualTo(1);
  }

  private String sent(AttemptKey key) {
    List<String> bodies =
        aws.emr().seen().stream()
            .filter(each -> each.startsWith("AddJobFlowSteps\n") && each.contains(key.value()))
            .toList();
    assertThat(bodies).hasSize(1);
    return new JsonText(bodies.get(0).substring("AddJobFlowSteps\n".length())).text();
  }

  private Path order(RunRecord run, String step) {
    return aws.bucket().resolve("project/runs/" + run.id() + "/" + step + "/1/order/order.json");
  }

  private Path store() {
    return folder.resolve(".outrider/runs.db");
  }

  private RunRecord run() {
    try (RunStore store = RunStore.open(store())) {
      return store.runs(RunQuery.newest(1)).get(0);
    }
  }

  private String storeId() {
    try (RunStore store = RunStore.open(store())) {
      return store.id();
    }
  }

  private List<AttemptRecord> leaked(RunRecord run) {
    try (RunStore store = RunStore.open(store())) {
      return store.attempts(run.id()).stream().filter(each -> each.leaked().isPresent()).toList();
    }
  }

  private static void await(Process process, String what, BooleanSupplier holds)
      throws InterruptedException {
    long end = System.nanoTime() + LONGEST.toNanos();
    while (!holds.getAsBoolean()) {
      assertThat(System.nanoTime()).as(what + " within " + LONGEST).isLessThan(end);
      assertThat(process.waitFor(100, TimeUnit.MILLISECONDS)).as("it has ended").isFalse();
    }
  }

  private void killedAt(String point) throws Exception {
    Process process = orchestrator(point);
    try (BufferedReader said =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      String line = said.readLine();
      while (line != null && !line.equals("at " + point)) {
        line = said.readLine();
      }
      assertThat(line).isEqualTo("at " + point);
    }
    assertThat(process.destroyForcibly().waitFor()).isEqualTo(KILLED);
  }

  private Process orchestrator(String point) throws IOException {
    ProcessBuilder builder = MortalOrchestrator.process(folder, home, spark, point);
    builder.environment().putAll(aws.environment());
    Process process =
        builder.redirectError(folder.resolve("life-" + processes.size() + ".txt").toFile()).start();
    processes.add(process);
    return process;
  }
}
