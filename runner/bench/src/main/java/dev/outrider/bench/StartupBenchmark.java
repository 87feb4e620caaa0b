// SPDX-License-Identifier: Apache-2.0
package dev.outrider.bench;

import dev.outrider.flavor.AttemptKey;
import dev.outrider.flavor.BundleFiles;
import dev.outrider.flavor.Flavor;
import dev.outrider.flavor.JobHandle;
import dev.outrider.flavor.JobStatus;
import dev.outrider.flavor.LogCursor;
import dev.outrider.flavor.OperatorContext;
import dev.outrider.flavor.Order;
import dev.outrider.flavor.Settings;
import dev.outrider.flavor.StepOperator;
import dev.outrider.flavor.Submission;
import dev.outrider.pipeline.Resources;
import dev.outrider.plugin.Flavors;
import dev.outrider.plugin.PluginFolder;
import dev.outrider.plugin.PluginLoader;
import dev.outrider.step.attempt.AttemptContext;
import dev.outrider.step.attempt.Formats;
import dev.outrider.step.value.JsonText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A small step in one bundle, from the order to the end of its process: by {@code spark-submit} as
 * anybody would, and by the flavor {@code local} in its cold lane.
 */
final class StartupBenchmark {

  private static final int ROUNDS = 10;
  private static final String MASTER = "local[2]";
  private static final String LINE = "3.5.5_2.12";

  private final Path work;
  private final Path home;
  private final Path bundle;
  private final Flavor flavor;
  private int submitted;

  private StartupBenchmark(Path work, Path home, Path bundle, Flavor flavor) {
    this.flavor = flavor;
    this.work = work;
    this.home = home;
    this.bundle = bundle;
  }

  static void run(Path root, Path work, Figures figures) throws Exception {
    Path bundle = work.resolve("tally.jar");
    new Child(
            List.of(
                root.resolve("runner/cli/target/outrider/bin/outrider").toString(),
                "bundle",
                Tally.class.getName(),
                "--step",
                "tally",
                "--class-path",
                root.resolve("runner/bench/target/classes").toString(),
                "-o",
                bundle.toString()),
            Map.of("OUTRIDER_CACHE", work.resolve("cli").toString()),
            work.resolve("bundle.txt"))
        .run();
    Path home = root.resolve("spark-jobs/spark-home/target").resolve(LINE);
    Flavors flavors =
        new Flavors(
            new PluginFolder(root.resolve("runner/cli/target/outrider/plugins")).read(),
            new PluginLoader(work.resolve("plugins")));
    new StartupBenchmark(work, home, bundle, flavors.load("local")).run(figures);
  }

  private void run(Figures figures) throws Exception {
    try (StepOperator script = operator("script");
        StepOperator cold = operator("cold")) {
      double first = seconds(() -> step(cold));
      double second = seconds(() -> step(cold));
      double archive = seconds(this::awaitArchive);

      Map<String, Rounds.Timed> contenders = new LinkedHashMap<>();
      contenders.put("spark-submit", this::sparkSubmit);
      contenders.put("cold lane", () -> step(cold));
      contenders.put("script lane", () -> step(script));
      Rounds rounds = Rounds.of(1, ROUNDS, contenders);

      figures.say("%d rounds in turns, after 1 that is not counted; Spark %s", ROUNDS, LINE);
      figures.say(
          "the step: %s of 1000 rows, written as Parquet, on %s", "a count by group", MASTER);
      figures.say("spark-submit: bin/spark-submit tally.jar --step tally --output DIR");
      figures.say(
          "cold lane: the same bundle by the flavor 'local', from submit to its last status");
      figures.say("script lane: the same with lane = script");
      figures.say(
          "cold lane, first use %.1f s, second %.1f s, its archive was there %.1f s later",
          first, second, archive);
      figures.seconds("startup.spark_submit", rounds, "spark-submit");
      figures.seconds("startup.cold_lane", rounds, "cold lane");
      figures.seconds("startup.script_lane", rounds, "script lane");
      figures.figure("startup.cold_lane_ratio", rounds.ratio("cold lane", "spark-submit"), "x");
      figures.figure("startup.script_lane_ratio", rounds.ratio("script lane", "spark-submit"), "x");
    }
  }

  private static double seconds(Rounds.Timed timed) throws Exception {
    long start = System.nanoTime();
    timed.run();
    return (System.nanoTime() - start) / 1e9;
  }

  private void sparkSubmit() throws Exception {
    new Child(
            List.of(
                home.resolve("bin/spark-submit").toString(),
                "--master",
                MASTER,
                bundle.toString(),
                "--step",
                "tally",
                "--output",
                work.resolve("plain-" + ++submitted).toString()),
            Map.of("SPARK_HOME", home.toString()),
            work.resolve("spark-submit.txt"))
        .run();
  }

  private StepOperator operator(String lane) {
    return flavor.open(
        Settings.of(flavor.info().settings(), Map.of("lane", lane, "spark-home", home.toString())),
        new OperatorContext(
            lane, work.resolve(lane), work.resolve("cache"), System.getenv(), Clock.systemUTC()));
  }

  private void step(StepOperator operator) throws Exception {
    Submission submission = order(++submitted);
    Order order = Order.of(submission, operator.render(submission));
    JobHandle job = operator.submit(order, () -> true).job();
    JobStatus status;
    do {
      TimeUnit.MILLISECONDS.sleep(50);
      status = operator.status(Set.of(job)).get(job);
    } while (!status.isFinal());
    if (!status.equals(new JobStatus.Succeeded())) {
      throw new IllegalStateException(
          status + ":\n" + String.join("\n", operator.logs(job, LogCursor.START).lines()));
    }
  }

  private Submission order(int number) throws IOException {
    Path attempt = Files.createDirectories(work.resolve("store/runs/r/tally/" + number));
    AttemptKey key = new AttemptKey("r0k3v9m2x4q7t-tally-" + number + "-0123456789");
    AttemptContext context =
        new AttemptContext(
            Formats.CURRENT,
            "r0k3v9m2x4q7t",
            "tally",
            "tally",
            number,
            key.value(),
            Tally.class.getName(),
            new JsonText("{\"rows\": 1000}"),
            Map.of(),
            List.of("output"),
            attempt.toUri(),
            Optional.empty(),
            Map.of(),
            Optional.empty(),
            Duration.ofSeconds(60),
            Map.of(),
            Optional.empty());
    Path file = Files.writeString(attempt.resolve("context.json"), Formats.write(context));
    return new Submission(
        key,
        context,
        file.toUri(),
        new BundleFiles(bundle.toUri(), "dev.outrider.application.StepApplication", List.of()),
        Resources.unspecified().cores(2),
        Map.of(),
        Map.of(),
        Map.of());
  }

  private void awaitArchive() throws Exception {
    while (true) {
      try (Stream<Path> files = Files.walk(work.resolve("cache"))) {
        if (files.anyMatch(file -> file.toString().endsWith(".jsa"))) {
          return;
        }
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
  }
}
