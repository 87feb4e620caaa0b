// SPDX-License-Identifier: Apache-2.0
package dev.outrider.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Java programs that run pipelines and single steps on a real Spark, each in a JVM of its own. */
class OneStepIT {
  private static final long MINUTES = 20;

  private static final String CLEAN_ALONE =
      """
      package acme;

      import static dev.outrider.pipeline.Sources.parquet;

      import dev.outrider.examples.CleanFlights;
      import dev.outrider.run.*;
      import java.net.URI;
      import java.nio.file.Path;
      import org.apache.spark.sql.Dataset;
      import org.apache.spark.sql.Row;

      public final class CleanAlone {
        public static void main(String[] arguments) throws Exception {
          try (Outrider outrider = Outrider.open(Path.of("outrider.properties"))) {
            SingleStep<CleanFlights.In, Dataset<Row>> step =
                outrider.step("clean", new CleanFlights(180))
                    .input(CleanFlights.In::flights)
                    .from(parquet(outrider.value(URI.create(arguments[0]))))
                    .on("local");
            StepRun<Dataset<Row>> cancelled = step.submit();
            cancelled.cancel();
            System.out.println(cancelled.ended().toCompletableFuture().join().phase());
            StepRun<Dataset<Row>> run = step.submit();
            StepState end = run.ended().toCompletableFuture().join();
            System.out.println(end.phase() + " " + end.attempt() + " " + end.kind());
            Output<Dataset<Row>> cleaned = run.output();
            System.out.println(cleaned.uri());
            System.out.println(cleaned.rows().get() + " rows");
            System.out.println(cleaned.schema().get());
            System.out.println(run.logs().contains("delays above 180 minutes count as 180"));
            try {
              cleaned.value();
            } catch (UnsupportedOperationException e) {
              System.out.println(e.getMessage());
            }
          }
        }
      }
      """;

  @TempDir Path folder;
  private final Path examples = Path.of(System.getProperty("outrider.examples")).normalize();
  private final Path outside = examples.resolve("../../.ci/outside").normalize();
  private final Path spark =
      Path.of(
          System.getProperty("outrider.spark.homes"),
          System.getProperty("outrider.spark.lines").split(",")[0]);

  @BeforeEach
  void compile() throws IOException {
    Path clean = Files.writeString(folder.resolve("CleanAlone.java"), CLEAN_ALONE);
    Files.copy(outside.resolve("outrider.properties"), folder.resolve("outrider.properties"));
    List<String> arguments =
        new ArrayList<>(
            List.of("-proc:none", "-cp", classPath(), "-d", folder + "/classes", clean.toString()));
    for (String each : List.of("Longest", "Main", "OneStep")) {
      arguments.add(outside.resolve("src/main/java/acme/" + each + ".java").toString());
    }
    int failed =
        ToolProvider.getSystemJavaCompiler()
            .run(null, System.err, System.err, arguments.toArray(String[]::new));
    assertThat(failed).isZero();
  }

  @Test
  void theProgramsOfTheReadmeReadTypedOutputs() throws Exception {
    assertThat(java("acme.Main")).endsWith("The longest flight: 3386 miles\n");
    assertThat(java("acme.OneStep"))
        .endsWith("The longest flight from San Francisco: 2704 miles\n");
  }

  @Test
  void aDatasetStaysInTheStoreAndIsToldByItsPlaceRowsAndSchema() throws Exception {
    List<String> lines = java("acme.CleanAlone").lines().toList();

    assertThat(lines).hasSize(7);
    assertThat(lines.subList(0, 2)).containsExactly("CANCELLED", "SUCCEEDED 1 Optional.empty");
    String place = lines.get(2);
    assertThat(place)
        .startsWith("file:" + folder + "/.outrider/store/runs/r")
        .endsWith("/outputs/output/");
    assertThat(Path.of(java.net.URI.create(place))).isDirectoryContaining("glob:**.parquet");
    assertThat(lines.get(3)).isEqualTo("300310 rows");
    assertThat(lines.get(4))
        .startsWith(
            "{\"type\":\"struct\",\"fields\":[{\"name\":\"departure\",\"type\":\"timestamp\"");
    assertThat(lines.get(5)).isEqualTo("true");
    assertThat(lines.get(6))
        .isEqualTo(
            "The output of step 'clean' is a dataset and no value with a JSON form. Read it as"
                + " parquet from uri(), "
                + place
                + ". rows() and schema() tell what it has.");
  }

  /** What a program prints that is given the flights. */
  private String java(String main) throws IOException, InterruptedException {
    Path printed = folder.resolve("printed.txt");
    Path errors = folder.resolve("errors.txt");
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin/java").toString(),
            "-cp",
            folder + "/classes" + File.pathSeparator + classPath(),
            main,
            examples.resolve("data/flights.parquet").toString());
    builder.environment().put("SPARK_HOME", spark.toString());
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    builder
        .environment()
        .put("OUTRIDER_CACHE", Path.of("target/cache").toAbsolutePath().toString());
    Process process =
        builder
            .directory(folder.toFile())
            .redirectOutput(printed.toFile())
            .redirectError(errors.toFile())
            .start();
    try {
      assertThat(process.waitFor(MINUTES, TimeUnit.MINUTES)).as("%s ends", main).isTrue();
    } finally {
      process.destroyForcibly();
    }
    assertThat(process.exitValue()).as(Files.readString(errors)).isZero();
    return Files.readString(printed);
  }

  /** Outrider, its plugins and the example as a program has them, and Spark to compile with. */
  private String classPath() throws IOException {
    Path home = Path.of("target/outrider").toAbsolutePath();
    List<String> entries = new ArrayList<>(List.of(examples.resolve("target/classes").toString()));
    for (Path each : List.of(home.resolve("lib"), home.resolve("plugins"), spark.resolve("jars"))) {
      try (Stream<Path> files = Files.list(each)) {
        files.map(Path::toString).filter(name -> name.endsWith(".jar")).forEach(entries::add);
      }
    }
    return entries.stream().collect(Collectors.joining(File.pathSeparator));
  }
}
