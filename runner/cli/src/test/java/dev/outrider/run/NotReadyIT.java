// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outrider.ledger.RunQuery;
import dev.outrider.ledger.RunRecord;
import dev.outrider.ledger.RunStore;
import dev.outrider.testkit.platform.Call;
import dev.outrider.testkit.platform.FaultScript;
import dev.outrider.testkit.platform.FaultyHttpServer;
import dev.outrider.testkit.platform.FaultyHttpServer.Reply;
import dev.outrider.testkit.platform.FaultyHttpServer.Request;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An orchestrator is killed while a platform is getting ready, and another process goes on. */
@Tag("heavy")
@Tag("crash-matrix")
class NotReadyIT {
  private static final Duration LONGEST = Duration.ofMinutes(4);
  private static final Pattern TOKEN = Pattern.compile("\"token\": \"([^\"]+)\"");

  @TempDir Path temporary;
  private final Path spark =
      Path.of(
              System.getProperty("outrider.spark.homes"),
              System.getProperty("outrider.spark.lines").split(",")[0])
          .toAbsolutePath();
  private final List<Process> processes = new ArrayList<>();
  private final Map<String, String> jobs = new HashMap<>();
  private int refusals;
  private int secondJobs;
  private boolean ready;

  @AfterEach
  void nothingIsLeft() {
    processes.forEach(Process::destroyForcibly);
  }

  /** As the platform of the flavor 'loopback' does; its jobs wait for a place. */
  private synchronized Reply answer(Request request) {
    if (request.path().equals("/v1/platform")) {
      return Reply.json(200, "{\"spark\": \"3.5.5_2.12\", \"java\": 17}");
    }
    if (request.method().equals("POST")) {
      Matcher token = TOKEN.matcher(request.text());
      assertThat(token.find()).isTrue();
      if (!ready) {
        refusals++;
        return Reply.json(425, "{\"error\": \"the machines are starting\"}");
      }
      secondJobs += jobs.containsKey(token.group(1)) ? 1 : 0;
      jobs.putIfAbsent(token.group(1), "job-" + jobs.size());
      return Reply.json(200, view(token.group(1)));
    }
    String all = String.join(", ", jobs.keySet().stream().map(this::view).toList());
    return Reply.json(200, "{\"jobs\": [" + all + "]}");
  }

  private String view(String token) {
    return "{\"id\": \"%s\", \"token\": \"%s\", \"state\": \"QUEUED\", \"labels\": {}}"
        .formatted(jobs.get(token), token);
  }

  private synchronized int refusals() {
    return refusals;
  }

  private synchronized void becomeReady() {
    ready = true;
  }

  @Test
  void aWaitForAPlatformSurvivesAKillAndGivesOneJobOfTheFirstAttempt() throws Exception {
    Path place = temporary.toRealPath();
    Path folder = Files.createDirectory(place.resolve("project"));
    Path home = Path.of("target/outrider").toAbsolutePath();
    CountingProject.compile(place, home, spark);
    Path plugin = Path.of(System.getProperty("outrider.loopback.jar"));
    Files.copy(
        plugin, Files.createDirectory(place.resolve("plugins")).resolve(plugin.getFileName()));
    FaultScript noFaults = new FaultScript(InstantSource.system());
    try (FaultyHttpServer platform =
        new FaultyHttpServer(noFaults, request -> Call.READ, (request, fault) -> answer(request))) {
      Files.writeString(
          folder.resolve("outrider.properties"),
          """
          artifact-store = %s
          step-operator.machine.flavor = loopback
          step-operator.machine.endpoint = %s
          step-operator.machine.poll-interval = 1s
          """
              .formatted(place.resolve("store").toUri(), platform.address()));

      Process first = orchestrator(folder, place);
      await(first, "the wait", () -> steps(folder).allMatch(Phase.AWAITING_PLATFORM));
      Steps before = steps(folder);
      assertThat(first.destroyForcibly().waitFor()).isEqualTo(137);
      int asked = refusals();
      Process second = orchestrator(folder, place);
      await(second, "another question", () -> refusals() >= asked + 4);

      assertThat(steps(folder).state.values())
          .allSatisfy(
              step ->
                  assertThat(step.unready()).isEqualTo(before.state.get(step.step()).unready()));
      becomeReady();
      await(second, "the jobs", () -> steps(folder).allMatch(Phase.FOLLOWING));
      assertThat(steps(folder).state.values())
          .allSatisfy(
              step -> {
                assertThat(step.attempt()).isEqualTo(1);
                assertThat(step.failures()).isEmpty();
              });
      synchronized (this) {
        assertThat(jobs).hasSize(CountingProject.SPARK_STEPS.size());
        assertThat(secondJobs).isZero();
      }
    }
  }

  /** The steps on the platform. */
  private record Steps(Map<String, StepState> state) {
    boolean allMatch(Phase phase) {
      return state.size() == CountingProject.SPARK_STEPS.size()
          && state.values().stream().allMatch(step -> step.phase() == phase);
    }
  }

  private static Steps steps(Path folder) {
    Map<String, StepState> steps = new HashMap<>();
    Path file = folder.resolve(".outrider/runs.db");
    if (Files.exists(file)) {
      try (RunStore store = RunStore.open(file)) {
        for (RunRecord run : store.runs(RunQuery.newest(1))) {
          Map<String, StepState> all = Orchestrator.state(run, store).steps();
          CountingProject.SPARK_STEPS.forEach(step -> steps.put(step, all.get(step)));
        }
      }
    }
    return new Steps(steps);
  }

  private Process orchestrator(Path folder, Path home) throws IOException {
    Process process =
        MortalOrchestrator.process(folder, home, spark, "nowhere")
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("life-" + processes.size() + ".txt").toFile())
            .start();
    processes.add(process);
    return process;
  }

  private static void await(Process process, String what, BooleanSupplier holds)
      throws InterruptedException {
    long end = System.nanoTime() + LONGEST.toNanos();
    while (!holds.getAsBoolean()) {
      assertThat(System.nanoTime()).as(what + " within " + LONGEST).isLessThan(end);
      assertThat(process.waitFor(100, TimeUnit.MILLISECONDS)).as("it has ended").isFalse();
    }
  }
}
