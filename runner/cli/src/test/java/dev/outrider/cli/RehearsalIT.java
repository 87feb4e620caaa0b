// SPDX-License-Identifier: Apache-2.0
package dev.outrider.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outrider.step.value.JsonForm;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A pipeline on loopback platforms, which nobody has set up. */
class RehearsalIT {
  private static final long MINUTES = 20;
  private static final String NEAR = "-Dstep-operator.near.flavor=loopback";

  @TempDir Path temporary;
  private Path folder;
  private final Path examples = Path.of(System.getProperty("outrider.examples")).normalize();
  private final Path built = Path.of("target/outrider").toAbsolutePath();
  // the line that releases of EMR have, whatever else the build tests
  private final Path spark =
      Path.of(
          System.getProperty("outrider.spark.homes"), System.getProperty("outrider.spark.line"));
  private final List<Process> started = new ArrayList<>();

  /** A distribution with the plugins that are for rehearsals. */
  @BeforeEach
  void addThePlugin() throws Exception {
    folder = temporary.toRealPath();
    PluggedDistribution.layOut(
        built,
        folder.resolve("home"),
        Stream.of("outrider.loopback.jar", "outrider.aws-loopback.jar")
            .map(property -> Path.of(System.getProperty(property)))
            .toList());
  }

  @AfterEach
  void endEverything() throws InterruptedException {
    for (Process process : started) {
      process.destroy();
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    }
  }

  /** What a process printed, and its exit code. */
  record Ended(int exitCode, String out, String err) {}

  @Tag("heavy")
  @Tag("rehearsal")
  @Test
  void aRehearsalGivesTheSameNumbersAndLeavesNothingElse() throws Exception {
    RunSummary local = summary(run("--output", "json"));

    Ended rehearsal = run(withTrainOnEmr(onNear("--rehearse", "--output", "json")));

    Path place = folder.resolve(".outrider/rehearsal");
    assertThat(rehearsal.err().lines().findFirst())
        .hasValue(
            "This is a rehearsal, on platforms of this machine; its runs and outputs are in "
                + place
                + ".");
    RunSummary rehearsed = summary(rehearsal);
    assertThat(drivers("near")).hasSize(4);
    assertThat(drivers("emr")).hasSize(1);
    new FlightNumbers(rehearsed).assertSameAs(new FlightNumbers(local));
    // nothing that was rehearsed is taken for real, and nothing of it runs
    assertThat(outrider("runs", "list").out())
        .contains(local.run())
        .doesNotContain(rehearsed.run());
    assertThat(outrider("runs", "list", "-Drun-store=" + place.resolve("runs.db")).out())
        .contains(rehearsed.run());
    assertThat(runningDrivers()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"loopback", "emr"})
  void oneStepIsRehearsedOnEachPlatform(String flavor) throws Exception {
    compileLongest();

    Ended rehearsal =
        outrider(
            "run",
            "acme.Longest",
            "--class-path",
            "classes",
            "-P",
            "flights=" + examples.resolve("data/flights.parquet"),
            "--rehearse",
            "--output",
            "json",
            "-Dstep-operator.far.flavor=" + flavor,
            "-Dstep-operator.local.flavor=local",
            flavor.equals("emr")
                ? "-Dstep-operator.far.region=eu-south-2"
                : "-Dstep-operator.far.token=${env:NO_SUCH_TOKEN}",
            "-Dstep.longest-flight.step-operator=far");

    assertThat(rehearsal.exitCode()).as(rehearsal.err()).isZero();
    assertThat(drivers("far")).hasSize(1);
    assertThat(rehearsal.out()).contains("3386 miles");
    assertThat(runningDrivers()).isEmpty();
  }

  @Tag("heavy")
  @Tag("rehearsal")
  @Test
  void theFirstInterruptEndsARehearsalWithItsJobs() throws Exception {
    Process process = start(runWords(onNear("--rehearse")));
    waitUntil(() -> !runningDrivers().isEmpty(), process);

    new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();

    Ended ended = end(process);
    assertThat(ended.exitCode()).as(ended.err()).isEqualTo(3);
    assertThat(runningDrivers()).isEmpty();
  }

  @Tag("heavy")
  @Tag("rehearsal")
  @Test
  void aRehearsalThatIsLetGoOfEndsItsJobs() throws Exception {
    Process process = start(runWords(onNear("--rehearse")));
    waitUntil(() -> !runningDrivers().isEmpty(), process);

    new ProcessBuilder("kill", "-HUP", Long.toString(process.pid())).start().waitFor();

    Ended ended = end(process);
    assertThat(ended.exitCode()).as(ended.err()).isEqualTo(4);
    assertThat(ended.err()).contains("its rehearsal ends: so do the jobs of its platforms.");
    assertThat(runningDrivers()).isEmpty();
  }

  @Test
  void aPlanCanBeRehearsedToo() throws Exception {
    List<String> words = new ArrayList<>(runWords(onNear("--rehearse")));
    words.set(0, "plan");
    words.add("--requests");

    Ended plan = outrider(words.toArray(String[]::new));

    assertThat(plan.exitCode()).as(plan.err()).isZero();
    assertThat(plan.err()).startsWith("This is a rehearsal, ");
    assertThat(plan.out())
        .contains("POST http://127.0.0.1:", "\"mainClass\": \"dev.outrider.application");
  }

  @Test
  void aPlanForEmrShowsWhatWouldBeSent() throws Exception {
    List<String> words = new ArrayList<>(runWords(withTrainOnEmr("--rehearse")));
    words.set(0, "plan");
    words.add("--requests");

    Ended plan = outrider(words.toArray(String[]::new));

    assertThat(plan.exitCode()).as(plan.err()).isZero();
    assertThat(plan.out())
        .contains(
            "AddJobFlowSteps to EMR in eu-south-2",
            "\"Jar\": \"command-runner.jar\"",
            "aws emr add-steps --region eu-south-2 --endpoint-url http://127.0.0.1:",
            "spark-submit --deploy-mode cluster");
  }

  @Test
  void theDistributionHasNoLoopbackPlatform() throws Exception {
    try (Stream<Path> plugins = Files.list(built.resolve("plugins"))) {
      assertThat(plugins).noneMatch(each -> each.toString().contains("loopback"));
    }
  }

  private String[] onNear(String... words) {
    List<String> all = new ArrayList<>(List.of(words));
    all.add(NEAR);
    // the secret is nowhere, and a rehearsal does not ask for it
    all.add("-Dstep-operator.near.token=${env:NO_SUCH_TOKEN}");
    for (String step : List.of("clean", "features", "train", "evaluate", "delays")) {
      all.add("-Dstep." + step + ".step-operator=near");
    }
    return all.toArray(String[]::new);
  }

  /** The pipeline of a project outside: one Spark step, and a plain one. */
  private void compileLongest() throws Exception {
    try (Stream<Path> jars = Files.list(spark.resolve("jars"))) {
      String classPath =
          Stream.concat(Stream.of(System.getProperty("java.class.path")), jars.map(Path::toString))
              .collect(Collectors.joining(File.pathSeparator));
      int failed =
          ToolProvider.getSystemJavaCompiler()
              .run(
                  null,
                  System.err,
                  System.err,
                  "-proc:none",
                  "-cp",
                  classPath,
                  "-d",
                  folder.resolve("classes").toString(),
                  examples.resolve("../../.ci/outside/src/main/java/acme/Longest.java").toString());
      assertThat(failed).isZero();
    }
  }

  /** With a login and a proxy of the user's, which a rehearsal must not ask. */
  private static String[] withTrainOnEmr(String... words) {
    List<String> all = new ArrayList<>(List.of(words));
    all.removeIf(word -> word.startsWith("-Dstep.train."));
    all.addAll(
        List.of(
            "-Dstep-operator.emr.flavor=emr",
            "-Dstep-operator.emr.region=eu-south-2",
            "-Dstep-operator.emr.profile=nobody",
            "-Dstep-operator.emr.assume-role=arn:aws:iam::123456789012:role/${env:NO_SUCH_ROLE}",
            "-Dstep-operator.emr.proxy=http://127.0.0.1:1",
            "-Dstep.train.step-operator=emr"));
    return all.toArray(String[]::new);
  }

  private List<String> runWords(String... more) {
    List<String> words = new ArrayList<>();
    words.addAll(List.of("run", "dev.outrider.examples.FlightDelays"));
    words.addAll(
        List.of(
            "--class-path", examples + "/target/classes:@" + examples + "/target/classpath.txt",
            "-P", "flights=" + examples.resolve("data/flights.parquet"),
            "-P", "airports=" + examples.resolve("data/airports.csv")));
    words.addAll(List.of("-Dstep-operator.local.flavor=local"));
    words.addAll(List.of(more));
    return words;
  }

  private Ended run(String... more) throws Exception {
    Ended ended = outrider(runWords(more).toArray(String[]::new));
    assertThat(ended.exitCode()).as(ended.err()).isZero();
    return ended;
  }

  private static RunSummary summary(Ended ended) {
    return (RunSummary) JsonForm.read(ended.out(), RunSummary.class, "summary");
  }

  private Ended outrider(String... words) throws Exception {
    return end(start(List.of(words)));
  }

  private Process start(List<String> words) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(folder.resolve("home/bin/outrider").toString());
    command.addAll(words);
    int number = started.size();
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().put("SPARK_HOME", spark.toString());
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    builder
        .environment()
        .put("OUTRIDER_CACHE", Path.of("target/cache").toAbsolutePath().toString());
    Process process =
        builder
            .redirectOutput(folder.resolve(number + ".out").toFile())
            .redirectError(folder.resolve(number + ".err").toFile())
            .start();
    started.add(process);
    return process;
  }

  private Ended end(Process process) throws Exception {
    assertThat(process.waitFor(MINUTES, TimeUnit.MINUTES)).isTrue();
    int number = started.indexOf(process);
    return new Ended(
        process.exitValue(),
        Files.readString(folder.resolve(number + ".out")),
        Files.readString(folder.resolve(number + ".err")));
  }

  /** The folders of the drivers that an operator's platform has ever started. */
  private List<Path> drivers(String operator) throws Exception {
    try (Stream<Path> files =
        Files.walk(folder.resolve(".outrider/rehearsal/operators/" + operator))) {
      return files.filter(each -> each.getFileName().toString().matches("driver-[0-9]+")).toList();
    }
  }

  /** The processes that were started to drive a step of this test's folder. */
  private List<String> runningDrivers() {
    return ProcessHandle.allProcesses()
        .flatMap(each -> each.info().commandLine().stream())
        .filter(line -> line.contains(folder + "/.outrider/rehearsal/operators/"))
        .toList();
  }

  /** A condition that somebody waits for. */
  private interface Condition {
    boolean holds() throws Exception;
  }

  private static void waitUntil(Condition condition, Process process) throws Exception {
    long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
    while (!condition.holds()) {
      assertThat(System.nanoTime()).as("waited 2 minutes").isLessThan(end);
      assertThat(process.waitFor(50, TimeUnit.MILLISECONDS)).as("it has ended").isFalse();
    }
  }
}
