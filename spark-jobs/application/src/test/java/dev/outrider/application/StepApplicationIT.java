// SPDX-License-Identifier: Apache-2.0
package dev.outrider.application;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outrider.application.SparkSubmit.Ended;
import dev.outrider.application.steps.TakeAll;
import dev.outrider.step.attempt.AttemptLayout;
import dev.outrider.step.attempt.Event;
import dev.outrider.step.attempt.InputRecord;
import dev.outrider.step.attempt.OutputRecord;
import dev.outrider.step.attempt.Result;
import dev.outrider.step.value.JsonForm;
import dev.outrider.step.value.JsonText;
import dev.outrider.step.value.StepSignature;
import java.io.IOException;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Steps with every kind of input and output, run by a real spark-submit. */
class StepApplicationIT {

  private static final List<String> MADE =
      List.of("numbers", "points", "model", "totals", "mean", "report", "folder", "matrix");
  private static final List<String> TAKEN =
      List.of(
          "title night",
          "numbers 10",
          "points [a, b]",
          "model [0.0]",
          "totals Totals[rows=10, day=2001-02-03, weights=[0.5, 1.5]]",
          "mean 2.5",
          "report all is well",
          "folder inner",
          "odd odd",
          "empty true",
          "matrix 4.25",
          "parts [10, 2]",
          "scores [1.0, 2.5]",
          "earlier false",
          "seed 7",
          "zone UTC");

  @TempDir static Path shared;
  private static Path bundle;

  @TempDir Path folder;
  private SparkSubmit spark;

  @BeforeAll
  static void bundle() throws IOException {
    bundle =
        TestBundle.of(
            shared.resolve("bundle.jar"),
            List.of("MakeAll", "TakeAll", "Echo"),
            17,
            Optional.of("2.12"));
  }

  @BeforeEach
  void spark() {
    spark = new SparkSubmit(SparkSubmit.builtHome(), folder.resolve("printed"));
  }

  @Test
  void everyKindOfOutputIsWrittenRecordedAndTakenAsAnInputAgain() throws IOException {
    Path out = folder.resolve("made");

    Ended made =
        spark.run(
            bundle,
            "--step",
            "make-all",
            "--param",
            "rows=10",
            "--output",
            out.toString(),
            "--show",
            "3");

    assertThat(made.exitCode()).as(made.err()).isZero();
    Result result = Attempts.result(out);
    assertThat(result.status()).isEqualTo(Result.SUCCEEDED);
    assertThat(result.outputs().keySet()).containsExactlyInAnyOrderElementsOf(MADE);
    assertThat(result.outputs().get("numbers").rows()).contains(10L);
    assertThat(result.outputs().get("points").rows()).contains(2L);
    assertThat(result.outputs().get("numbers").schema().orElseThrow().text())
        .contains("\"name\":\"id\",\"type\":\"long\"");
    assertThat(result.outputs().get("model").type()).contains("org.apache.spark.ml.PipelineModel");
    assertThat(result.outputs().get("matrix").format()).isEqualTo("matrix-text");
    assertThat(result.metrics()).containsExactly(Map.entry("rows", 11.0));
    assertThat(result.environment().spark().orElseThrow()).isEqualTo(sparkVersion());
    assertThat(result.environment().timeZone()).isEqualTo("UTC");
    for (Map.Entry<String, OutputRecord> each : result.outputs().entrySet()) {
      assertThat(Attempts.problems(each.getKey(), each.getValue())).isEmpty();
    }
    assertThat(made.out())
        .contains(
            "Step 'make-all' succeeded.", "numbers: dataset, parquet, 10 rows, ", "|-- id: long");

    Path said = folder.resolve("said");
    List<String> arguments =
        new ArrayList<>(List.of("--step", "take-all", "--param", "title=night"));
    for (String name : List.of("numbers", "points", "model", "folder", "matrix")) {
      arguments.addAll(List.of("--input", name + "=" + out.resolve("outputs").resolve(name)));
    }
    arguments.addAll(
        List.of(
            "--input", "totals=@" + out.resolve("outputs/totals"),
            "--input", "mean=@" + out.resolve("outputs/mean/value.json"),
            "--input", "report=" + out.resolve("outputs/report/report.txt"),
            "--input", "parts=" + out.resolve("outputs/numbers"),
            "--input", "parts=" + out.resolve("outputs/points"),
            "--input", "scores=[1.0, 2.5]",
            "--input", "seed=7",
            "--output", said.toString()));
    Ended taken = spark.run(bundle, arguments.toArray(String[]::new));

    assertThat(taken.exitCode()).as(taken.err()).isZero();
    assertThat(said(said)).isEqualTo(TAKEN);
  }

  @Test
  void anOrderedAttemptLeavesMarksEventsLogsAndAResultThatTheNextStepCanTake() throws IOException {
    Path first = folder.resolve("first");
    Path context =
        Attempts.order(
            first, "MakeAll", "{\"rows\":10}", Map.of(), MADE, Map.of(), Optional.empty());

    Ended made = spark.run(bundle, "--context", context.toString());

    assertThat(made.exitCode()).as(made.err()).isZero();
    Path launch = Attempts.launches(first).get(0);
    Result result = Attempts.result(launch);
    assertThat(result.launch()).isEqualTo(launch.getFileName().toString());
    assertThat(result.key()).isEqualTo(Attempts.KEY);
    assertThat(Attempts.mark(first, AttemptLayout.beat(Attempts.KEY)).status()).isEmpty();
    assertThat(Attempts.mark(first, AttemptLayout.done(Attempts.KEY)).status())
        .contains("succeeded");
    assertThat(Attempts.claim(first.resolve("step/1")).launch()).isEqualTo(result.launch());
    assertThat(Attempts.logs(launch)).contains("making 10 rows", "printed by the step");
    List<Event> events = Attempts.events(launch);
    assertThat(events).extracting(Event::seq).containsExactlyElementsOf(counted(events.size()));
    assertThat(events.get(0).type()).isEqualTo("started");
    assertThat(events.get(events.size() - 1).type()).isEqualTo("ended");
    assertThat(events).filteredOn(e -> e.type().equals("metric")).hasSize(2);
    assertThat(events).filteredOn(e -> e.type().equals("output")).hasSize(MADE.size());
    assertThat(events)
        .filteredOn(e -> e.type().equals("stage"))
        .anySatisfy(
            e -> {
              assertThat(e.stage().orElseThrow().state()).isEqualTo("succeeded");
              assertThat(e.stage().orElseThrow().completed())
                  .isEqualTo(e.stage().orElseThrow().tasks());
            });

    Path second = folder.resolve("second");
    Map<String, InputRecord> inputs = new LinkedHashMap<>();
    for (String name : MADE) {
      inputs.put(name, Attempts.asInput(result.outputs().get(name)));
    }
    inputs.put("parts", InputRecord.list(List.of(inputs.get("numbers"), inputs.get("points"))));
    inputs.put(
        "scores",
        InputRecord.list(List.of(InputRecord.constant(new JsonText("1.0")), inputs.get("mean"))));
    inputs.put("seed", InputRecord.constant(new JsonText("7")));
    Path order =
        Attempts.order(
            second,
            "TakeAll",
            "{\"title\":\"night\"}",
            inputs,
            List.of("output"),
            Map.of(),
            Optional.empty());
    Ended taken = spark.run(bundle, "--context", order.toString());

    assertThat(taken.exitCode()).as(taken.err()).isZero();
    assertThat(said(Attempts.launches(second).get(0))).isEqualTo(TAKEN);
  }

  @Test
  void aPlainStepRunsWithoutASession() throws IOException {
    Path out = folder.resolve("out");

    Ended ended =
        spark.run(bundle, "--step", "echo", "--param", "text=hello", "--output", out.toString());

    assertThat(ended.exitCode()).as(ended.err()).isZero();
    assertThat(out.resolve("outputs/output/value.json")).hasContent("\"hello\"");
    assertThat(Attempts.result(out).environment().spark()).isEmpty();
  }

  @SuppressWarnings("unchecked")
  private static List<String> said(Path launch) throws IOException {
    Type output = StepSignature.of(TakeAll.class).output();
    String json = Files.readString(launch.resolve("outputs/output/value.json"));
    return (List<String>) JsonForm.read(json, output, "output");
  }

  private static List<Long> counted(int size) {
    List<Long> numbers = new ArrayList<>();
    for (long i = 1; i <= size; i++) {
      numbers.add(i);
    }
    return numbers;
  }

  private static String sparkVersion() {
    String home = SparkSubmit.builtHome().getFileName().toString();
    return home.substring(0, home.indexOf('_'));
  }
}
