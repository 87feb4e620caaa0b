// SPDX-License-Identifier: Apache-2.0
package dev.outrider.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outrider.cli.PlainProject.Ended;
import dev.outrider.step.value.JsonForm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The plan of the example, as its users see it. */
class PlanIT {
  @TempDir Path temporary;
  private final Path examples = Path.of(System.getProperty("outrider.examples")).normalize();
  private final Path spark =
      Path.of(System.getProperty("outrider.spark.homes"), "3.5.5_2.12").toAbsolutePath();
  private PlainProject project;

  @BeforeEach
  void project() throws IOException {
    project =
        new PlainProject(temporary)
            .withHome(Path.of("target/outrider").toAbsolutePath())
            .with("SPARK_HOME", spark.toString());
  }

  @ParameterizedTest
  @ValueSource(ints = {40, 80, 120})
  void theExampleHasALineForEachStep(int columns) throws IOException {
    project.with("COLUMNS", Integer.toString(columns));

    String plan = plan().out();

    String golden = PlanTextTest.golden("example-" + columns);
    // where Spark is depends on the machine
    assertThat(plan).startsWith(golden);
    assertThat(plan.replaceAll("\\s+", " "))
        .contains("5 steps: Spark 3.5.5_2.12 of " + spark + ", from the variable SPARK_HOME ");
  }

  @Test
  void thePlanOfTheExampleFitsAScreenOf80By24() {
    project.with("COLUMNS", "80");

    Ended plan = plan();

    int rows =
        (plan.err() + plan.out()).lines().mapToInt(line -> 1 + (line.length() - 1) / 80).sum();
    // the command itself and the prompt after it take two
    assertThat(rows).as(plan.err() + plan.out()).isLessThanOrEqualTo(22);
  }

  @Test
  void requestsOfOneStepAreShownFolded() {
    Ended plan = plan("--requests", "train");

    assertThat(plan.out())
        .startsWith("Pipeline 'flight-delays'; nothing is submitted.\n\ntrain on local, after feat")
        .contains("      … 22 JVM options of Spark; --full shows them\n", "\n      …/")
        .doesNotContain("clean on local", "\n      --add-opens", "\n      file:/bundles/");
    assertThat(plan("--requests", "train", "--full").out())
        .contains("\n      --add-opens=java.base/java.lang=ALL-UNNAMED \\\n", "/bundles/sha256/");
  }

  @Test
  void requestsWithoutAStepAreThoseOfEveryStepWhereverTheOptionIs() {
    Ended last = plan("--requests");
    List<String> words = words();
    words.add(1, "--requests");
    Ended first = project.outrider(words.toArray(String[]::new));

    assertThat(last.out())
        .contains(
            "clean on local\n  spark-submit on this machine\n", "\nreport in the orchestrator")
        .isEqualTo(first.out());
  }

  @Test
  void aStepThatIsNotThereIsRefusedWithTheNearest() {
    assertThat(onExample("--requests", "trian"))
        .isEqualTo(
            new Ended(
                2,
                "",
                "outrider: Pipeline 'flight-delays' has no step 'trian'; did you mean"
                    + " 'train'?\n"));
  }

  @Test
  void jsonHasTheParametersAndTheNamesOfSecretsAndRefusesWhatItIgnores() throws IOException {
    Path secret = Files.writeString(project.folder().resolve("warehouse.txt"), "hunter2");
    Files.writeString(
        project.folder().resolve("outrider.properties"),
        """
        step-operator.local.secret.warehouse = file:%s

        step.train.deadline.run = 30m
        pipeline.flight-delays.step.train.deadline.run = 40m
        pipeline.other.step.train.deadline.run = 50m
        """
            .formatted(secret));

    Ended json = plan("--output", "json");

    PlanCommand.Shown shown =
        (PlanCommand.Shown) JsonForm.read(json.out(), PlanCommand.Shown.class, "plan");
    assertThat(shown.parameters()).containsOnlyKeys("flights", "airports");
    PlanCommand.Step train =
        shown.steps().stream()
            .filter(each -> each.step().equals("train"))
            .findFirst()
            .orElseThrow();
    assertThat(train.parameters().text()).contains("20", "7");
    assertThat(train.secrets()).containsExactly("warehouse");
    assertThat(json.out()).doesNotContain("hunter2", "warehouse.txt");
    assertThat(train.request().orElseThrow()).contains("--add-opens=java.base/java.lang");
    assertThat(train.overridden())
        .containsExactly(
            new PlanCommand.SetValue(
                "deadline.run",
                "40m",
                "pipeline.flight-delays.step.train.deadline.run",
                "outrider.properties, line 4"));
    for (String option : List.of("--requests", "--full")) {
      assertThat(onExample("--output", "json", option))
          .isEqualTo(
              new Ended(
                  2,
                  "",
                  "outrider: --output json has every request in full. Leave out "
                      + option
                      + ".\n"));
    }
  }

  @Test
  void localRunsHalfAsManyJobsAsThereAreCoresUnlessANumberIsSet() {
    int half = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);

    assertThat(plan("--output", "json").out()).contains("\"maxConcurrent\": " + half + ",");
    assertThat(
            plan("--output", "json", "-D", "step-operator.local.max-concurrent=" + (half + 3))
                .out())
        .contains("\"maxConcurrent\": " + (half + 3) + ",")
        .doesNotContain("\"maxConcurrent\": " + half + ",");
  }

  private Ended plan(String... more) {
    Ended ended = onExample(more);
    assertThat(ended.code()).as(ended.err()).isZero();
    return ended;
  }

  private Ended onExample(String... more) {
    List<String> words = words();
    words.addAll(List.of(more));
    return project.outrider(words.toArray(String[]::new));
  }

  private List<String> words() {
    return new ArrayList<>(
        List.of(
            "plan",
            "dev.outrider.examples.FlightDelays",
            "--class-path",
            examples + "/target/classes:@" + examples + "/target/classpath.txt",
            "-P",
            "flights=" + examples.resolve("data/flights.parquet"),
            "-P",
            "airports=" + examples.resolve("data/airports.csv")));
  }
}
