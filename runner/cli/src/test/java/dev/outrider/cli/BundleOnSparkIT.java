// SPDX-License-Identifier: Apache-2.0
package dev.outrider.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outrider.step.attempt.AttemptContext;
import dev.outrider.step.attempt.AttemptLayout;
import dev.outrider.step.attempt.Claim;
import dev.outrider.step.attempt.FormatSchema;
import dev.outrider.step.attempt.Formats;
import dev.outrider.step.attempt.InputRecord;
import dev.outrider.step.attempt.Mark;
import dev.outrider.step.attempt.Result;
import dev.outrider.step.value.JsonText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One bundle of the example's step, made by the real command and run by each Spark's own
 * spark-submit.
 */
@Tag("spark-lines")
class BundleOnSparkIT {

  private static final long FLIGHTS = 300_310;
  private static final String KEY = "r0k3v9m2x4q7t-clean-1-0123456789";
  private static final String LINES = "3.3.4_2.12,3.5.5_2.12,4.1.3_2.13";

  @TempDir Path folder;
  private final Path examples = Path.of(System.getProperty("outrider.examples"));

  @Test
  void oneJarGivesTheSameCountsOnEverySparkLine() throws Exception {
    Path jar = bundle("clean.jar");
    String shown = "run it  spark-submit " + jar + " ";
    String copied =
        Files.readString(folder.resolve("printed.txt"))
            .lines()
            .filter(each -> each.startsWith(shown))
            .findFirst()
            .orElseThrow()
            .substring(shown.length());
    assertThat(copied)
        .isEqualTo("--step clean --param maxDelayMinutes=180 --input flights=PATH --output out/");
    assertThat(jar).hasSameBinaryContentAs(bundle("again.jar"));

    for (String line : System.getProperty("outrider.spark.lines").split(",")) {
      Path alone = folder.resolve("alone-" + line);
      submit(
          line,
          jar,
          List.of(
              copied
                  .replace("PATH", flights().toString())
                  .replace("out/", alone.toString())
                  .split(" ")));
      assertClean(line, alone, result(alone));

      Path run = folder.resolve("run-" + line);
      Path context = order(run);
      submit(line, jar, List.of("--context", context.toString()));
      Claim claim = read(run.resolve("clean/1/claim.json"), Claim.class, FormatSchema.CLAIM);
      Path launch = run.resolve("clean/1").resolve(claim.launch());
      assertClean(line, launch, result(launch));
      Path marks = run.resolve("marks");
      Mark beat = read(marks.resolve(AttemptLayout.beat(KEY)), Mark.class, FormatSchema.MARK);
      Mark done = read(marks.resolve(AttemptLayout.done(KEY)), Mark.class, FormatSchema.MARK);
      assertThat(beat.launch()).isEqualTo(claim.launch());
      assertThat(done.status()).as(line).contains(Result.SUCCEEDED);
    }
  }

  private static void assertClean(String line, Path launch, Result result) throws IOException {
    assertThat(result.outputs().get("output").rows()).as(line).contains(FLIGHTS);
    assertThat(result.metrics()).as(line).containsEntry("flights.read", 300_344.0);
    assertThat(result.environment().spark()).contains(line.substring(0, line.indexOf('_')));
    assertThat(launch.resolve("logs/000001.log")).content().contains("delays above 180 minutes");
    for (String event : Files.readAllLines(launch.resolve("events/000001.jsonl"))) {
      assertThat(FormatSchema.EVENT.problems(event)).as(line + " " + event).isEmpty();
    }
  }

  private Path order(Path run) throws IOException {
    Path attempt = Files.createDirectories(run.resolve("clean/1"));
    Path marks = Files.createDirectories(run.resolve("marks"));
    AttemptContext context =
        new AttemptContext(
            Formats.CURRENT,
            "r0k3v9m2x4q7t",
            "flight-delays",
            "clean",
            1,
            KEY,
            "dev.outrider.examples.CleanFlights",
            new JsonText("{\"maxDelayMinutes\": 180}"),
            Map.of(
                "flights",
                InputRecord.stored("dataset", flights().toUri(), Optional.of("parquet"), Map.of())),
            List.of("output"),
            attempt.toUri(),
            Optional.of(marks.toUri()),
            Map.of(),
            Optional.of(Duration.ofMinutes(2)),
            Duration.ofSeconds(60),
            Map.of(),
            Optional.empty());
    String json = Formats.write(context);
    assertThat(FormatSchema.ATTEMPT_CONTEXT.problems(json)).isEmpty();
    return Files.writeString(attempt.resolve(AttemptLayout.CONTEXT), json);
  }

  private static Result result(Path launch) throws IOException {
    return read(launch.resolve(AttemptLayout.RESULT), Result.class, FormatSchema.RESULT);
  }

  private static <T> T read(Path file, Class<T> type, FormatSchema schema) throws IOException {
    String json = Files.readString(file);
    assertThat(schema.problems(json)).as(file.toString()).isEmpty();
    return Formats.read(json, type, file.toString());
  }

  private Path flights() {
    return examples.resolve("data/flights.parquet");
  }

  private void submit(String line, Path jar, List<String> arguments) throws Exception {
    Path home = Path.of(System.getProperty("outrider.spark.homes"), line);
    List<String> command = new ArrayList<>();
    command.add(home.resolve("bin/spark-submit").toString());
    command.addAll(List.of("--master", "local[2]", "--conf", "spark.ui.enabled=false"));
    command.add(jar.toString());
    command.addAll(arguments);
    run(command);
  }

  private Path bundle(String name) throws Exception {
    Path jar = folder.resolve(name);
    run(
        List.of(
            examples
                .resolve("../../runner/cli/target/outrider/bin/outrider")
                .normalize()
                .toString(),
            "bundle",
            "dev.outrider.examples.FlightDelays",
            "--step",
            "clean",
            "--spark",
            LINES,
            "--class-path",
            examples.resolve("target/classes") + ":@" + examples.resolve("target/classpath.txt"),
            "-o",
            jar.toString()));
    return jar;
  }

  private void run(List<String> command) throws IOException, InterruptedException {
    Path printed = folder.resolve("printed.txt");
    ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(command));
    builder.environment().remove("SPARK_HOME");
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    builder.environment().put("OUTRIDER_CACHE", folder.resolve("cache").toString());
    Process process = builder.redirectErrorStream(true).redirectOutput(printed.toFile()).start();
    assertThat(process.waitFor(3, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(printed)).isZero();
  }
}
