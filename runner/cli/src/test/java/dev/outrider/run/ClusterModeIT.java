// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outrider.flavor.AttemptKey;
import dev.outrider.flavor.FindResult;
import dev.outrider.flavor.Flavor;
import dev.outrider.flavor.JobHandle;
import dev.outrider.flavor.JobStatus;
import dev.outrider.flavor.LogCursor;
import dev.outrider.flavor.LogPage;
import dev.outrider.flavor.OperatorContext;
import dev.outrider.flavor.Settings;
import dev.outrider.flavor.StepOperator;
import dev.outrider.ledger.AttemptRecord;
import dev.outrider.ledger.RunQuery;
import dev.outrider.ledger.RunStore;
import dev.outrider.plugin.Flavors;
import dev.outrider.plugin.PluginFolder;
import dev.outrider.plugin.PluginLoader;
import dev.outrider.step.FailureKind;
import dev.outrider.step.attempt.AttemptLayout;
import dev.outrider.step.attempt.Formats;
import dev.outrider.step.attempt.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Drivers on a worker of a real standalone cluster, submitted through its master's REST server. */
@Tag("heavy")
@Tag("standalone-cluster")
class ClusterModeIT {
  private static final long MINUTES = 20;

  @TempDir Path temporary;
  private final Path home = Path.of("target/outrider").toAbsolutePath();
  private final Path cache = Path.of("target/cache").toAbsolutePath();
  private final Path spark =
      Path.of(
          System.getProperty("outrider.spark.homes"),
          System.getProperty("outrider.spark.lines").split(",")[0]);
  private final List<Process> started = new ArrayList<>();
  private Map<String, String> settings;
  private StandaloneCluster cluster;
  private Path folder;

  @BeforeEach
  void projectAndCluster() throws Exception {
    Path real = temporary.toRealPath();
    CountingProject.compile(real, home, spark);
    cluster = StandaloneCluster.startWithRest(real, spark);
    folder = Files.createDirectory(real.resolve("project"));
    settings =
        new HashMap<>(
            Map.of(
                "master", cluster.address(),
                "deploy-mode", "cluster",
                "endpoint", cluster.endpoint(),
                "web-ui", cluster.page(),
                "spark.ui.enabled", "false",
                "spark.cores.max", "1",
                "spark.driver.memory", "512m",
                "spark.executor.memory", "512m"));
    StringBuilder text = new StringBuilder("step-operator.machine.flavor = spark\n");
    settings.forEach(
        (name, value) -> text.append("step-operator.machine." + name + " = " + value + "\n"));
    Files.writeString(folder.resolve("outrider.properties"), text);
  }

  @AfterEach
  void end() throws InterruptedException {
    for (Process process : started) {
      process.destroyForcibly().waitFor();
    }
    if (cluster != null) {
      cluster.close();
    }
  }

  @Test
  void stepsRunOnAWorkerAndWhatTheyGiveIsTakenWithEvidence() throws Exception {
    Process run = run("run.txt", "0");

    assertThat(ended(run)).as(text("run.txt")).isZero();
    assertThat(text("run.txt")).contains("sum    succeeded");
    List<AttemptRecord> attempts = attempts();
    assertThat(attempts).hasSize(2);
    StepOperator operator = operator();
    for (AttemptRecord each : attempts) {
      Result result = result(Path.of(each.launch().orElseThrow()));
      assertThat(result.outputs()).containsOnlyKeys("output");
      JobHandle job = each.job().orElseThrow();
      assertThat(operator.find(new AttemptKey(each.key())))
          .isEqualTo(new FindResult.Found(job, Optional.empty()));
      assertThat(operator.status(Set.of(job))).containsEntry(job, new JobStatus.Succeeded());
      assertThat(log(operator, job)).anyMatch(line -> line.contains("DriverWrapper"));
      operator.requestCancel(job);
      assertThat(operator.status(Set.of(job))).containsEntry(job, new JobStatus.Succeeded());
    }
    assertThat(cluster.drivers())
        .hasSize(2)
        .allMatch(driver -> driver.state().equals("FINISHED"))
        .extracting(StandaloneCluster.Driver::mainclass)
        .containsExactlyInAnyOrderElementsOf(
            attempts.stream()
                .map(each -> "dev.outrider.attempt." + each.key().replace('-', '_'))
                .toList());
    assertThat(operator.find(new AttemptKey("r0-none-1"))).isEqualTo(new FindResult.NotThere());
  }

  @Test
  void aStepThatThrowsFailsOfItsOwnKind() throws Exception {
    Process run = run("run.txt", "-1");

    assertThat(ended(run)).as(text("run.txt")).isEqualTo(1);
    assertThat(text("run.txt")).contains("timeout value is negative");
    for (AttemptRecord each : attempts()) {
      assertThat(each.number()).isEqualTo(1);
      JobHandle job = each.job().orElseThrow();
      assertThat(operator().status(Set.of(job)).get(job))
          .isInstanceOfSatisfying(
              JobStatus.Failed.class,
              failed -> {
                assertThat(failed.kind()).isEqualTo(FailureKind.PLATFORM);
                assertThat(failed.reason()).contains("is FAILED on worker-", "; its log: http://");
              });
    }
    try (RunStore store = store()) {
      assertThat(store.steps(store.runs(RunQuery.newest(50)).get(0).id()).toString())
          .contains("USER");
    }
  }

  @Test
  void aCancelledRunEndsWhenTheMasterHasSeenItsDriversEnd() throws Exception {
    Process run = run("run.txt", "600");
    cluster.awaitRunningDrivers(2);

    Process cancel = outrider("cancel.txt", "runs", "cancel", attempts().get(0).run());

    assertThat(ended(cancel)).as(text("cancel.txt")).isZero();
    assertThat(ended(run)).as(text("run.txt")).isEqualTo(3);
    assertThat(cluster.drivers()).hasSize(2).allMatch(driver -> driver.state().equals("KILLED"));
    try (RunStore store = store()) {
      assertThat(store.leaked()).isEmpty();
    }
  }

  private static Result result(Path launch) throws IOException {
    return Formats.read(
        Files.readString(launch.resolve(AttemptLayout.RESULT)), Result.class, AttemptLayout.RESULT);
  }

  private static List<String> log(StepOperator operator, JobHandle job) throws IOException {
    List<String> lines = new ArrayList<>();
    LogPage page = operator.logs(job, LogCursor.START);
    while (!page.lines().isEmpty()) {
      lines.addAll(page.lines());
      page = operator.logs(job, page.next());
    }
    return lines;
  }

  /** The operator of the run, as another process with the same configuration has it. */
  private StepOperator operator() throws IOException {
    Flavor flavor =
        new Flavors(
                new PluginFolder(home.resolve("plugins")).read(),
                new PluginLoader(temporary.resolve("plugins")))
            .load("spark");
    return flavor.open(
        Settings.of(flavor.info().settings(), settings),
        new OperatorContext(
            "machine",
            folder.resolve("work"),
            cache,
            Map.of("SPARK_HOME", spark.toAbsolutePath().toString()),
            Clock.systemUTC()));
  }

  private List<AttemptRecord> attempts() {
    try (RunStore store = store()) {
      return store.attempts(store.runs(RunQuery.newest(50)).get(0).id()).stream()
          .filter(attempt -> attempt.operator().equals("machine"))
          .toList();
    }
  }

  private RunStore store() {
    return RunStore.open(folder.resolve(".outrider/runs.db"));
  }

  private Process run(String printed, String seconds) throws IOException {
    return outrider(
        printed, "run", "acme.Counting", "--class-path", "../classes", "-P", "seconds=" + seconds);
  }

  private Process outrider(String printed, String... words) throws IOException {
    List<String> command = new ArrayList<>(List.of(home.resolve("bin/outrider").toString()));
    command.addAll(List.of(words));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("SPARK_HOME", spark.toAbsolutePath().toString());
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    builder.environment().put("OUTRIDER_CACHE", cache.toString());
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
}
