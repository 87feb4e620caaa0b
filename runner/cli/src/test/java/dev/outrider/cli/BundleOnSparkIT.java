// SPDX-License-Identifier: Apache-2.0
package dev.outrider.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outrider.step.attempt.Formats;
import dev.outrider.step.attempt.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One bundle of the example's step, made by the real command and run by each Spark's own
 * spark-submit.
 */
class BundleOnSparkIT {

  private static final long FLIGHTS = 300_310;
  private static final String LINES = "3.3.4_2.12,3.5.5_2.12,4.1.3_2.13";

  @TempDir Path folder;
  private final Path examples = Path.of(System.getProperty("outrider.examples"));

  @Test
  void oneJarGivesTheSameCountsOnEverySparkLine() throws Exception {
    Path jar = bundle("clean.jar");
    assertThat(jar).hasSameBinaryContentAs(bundle("again.jar"));

    for (String line : System.getProperty("outrider.spark.lines").split(",")) {
      Path out = folder.resolve("out-" + line);
      Path home = Path.of(System.getProperty("outrider.spark.homes"), line);
      run(
          List.of(
              home.resolve("bin/spark-submit").toString(),
              "--master",
              "local[2]",
              "--conf",
              "spark.ui.enabled=false",
              jar.toString(),
              "--step",
              "clean",
              "--input",
              "flights=" + examples.resolve("data/flights.parquet"),
              "--output",
              out.toString()));

      Result result =
          Formats.read(Files.readString(out.resolve("result.json")), Result.class, line);
      assertThat(result.outputs().get("output").rows()).as(line).contains(FLIGHTS);
      assertThat(result.metrics()).as(line).containsEntry("flights.read", 300_344.0);
      assertThat(result.environment().spark()).contains(line.substring(0, line.indexOf('_')));
      assertThat(out.resolve("logs/000001.log")).content().contains("delays above 180 minutes");
      assertThat(out.resolve("events/000001.jsonl")).isNotEmptyFile();
    }
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
