// SPDX-License-Identifier: Apache-2.0
package dev.outrider.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import dev.outrider.ledger.RunQuery;
import dev.outrider.ledger.RunRecord;
import dev.outrider.ledger.RunStore;
import dev.outrider.ledger.StepRow;
import dev.outrider.run.Phase;
import dev.outrider.step.FailureKind;
import dev.outrider.step.value.JsonForm;
import dev.outrider.step.value.JsonText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What programs read of runs has a schema, and is complete. */
class RunJsonTest {
  private static final String SOURCE =
      """
      import dev.outrider.pipeline.Pipeline;
      import dev.outrider.step.*;
      import java.nio.file.*;

      public final class Pair {
        public record First(String folder) implements Step<First.In, Double> {
          public record In(String folder) {}
          public Double run(In in, StepContext context) {
            context.metric("odd", Double.NaN);
            if (Files.exists(Path.of(in.folder(), "fail"))) {
              throw new IllegalStateException("on purpose");
            }
            return 1.5;
          }
        }
        public record Second() implements Step<Double, Path> {
          public Path run(Double in, StepContext context) throws Exception {
            return Files.writeString(context.workFolder().resolve("two.txt"), "" + in);
          }
        }

        public static Pipeline pipeline() {
          return Pipeline.define("pair", p -> {
            var first = p.step("first", new First("x"))
                .input(First.In::folder).from(p.parameter("folder", String.class));
            p.step("second", new Second()).from(first.output());
          });
        }
      }
      """;

  @TempDir Path temporary;

  @Test
  void aRunThatSucceeded() throws IOException {
    PlainProject project = project();
    PlainProject.Ended ended = run(project, "--output", "json");

    assertThat(ended.code()).as(ended.err()).isZero();
    assertThat(problems("run-summary", ended.out())).isEmpty();
    RunSummary run = show(project);
    RunSummary.Step first = run.steps().get(0);
    RunSummary.Step second = run.steps().get(1);
    assertThat(run.parameters()).isEqualTo(Map.of("folder", project.folder().toString()));
    assertThat(run.ended().orElseThrow()).isAfterOrEqualTo(run.started());
    assertThat(run.waitsFor()).isEmpty();
    assertThat(first.phase()).isEqualTo("succeeded");
    assertThat(first.operator()).isEmpty();
    assertThat(first.outputs().get("output").value()).contains(new JsonText("1.5"));
    assertThat(first.attempts()).hasSize(1);
    assertThat(first.attempts().get(0).ended()).isEqualTo(first.ended()).isPresent();
    assertThat(first.seconds().orElseThrow() + first.waitedSeconds().orElseThrow())
        .isLessThanOrEqualTo(run.seconds());
    assertThat(second.after()).containsExactly("first");
    assertThat(second.started().orElseThrow()).isAfterOrEqualTo(first.ended().orElseThrow());
    assertThat(project.outrider("runs", "show").out()).contains("output = 1.5");
  }

  @Test
  void aRunThatFailedAndIsRetriedHasBothAttempts() throws IOException {
    PlainProject project = project();
    Files.createFile(project.folder().resolve("fail"));
    assertThat(run(project).code()).isEqualTo(ExitCode.FAILED);

    RunSummary.Step failed = show(project).steps().get(0);
    assertThat(failed.kind()).contains("USER");
    assertThat(failed.stackTrace().orElseThrow()).contains("on purpose");
    assertThat(failed.attempts().get(0).kind()).contains("USER");
    assertThat(show(project).steps().get(1).phase()).isEqualTo("skipped");

    Files.delete(project.folder().resolve("fail"));
    assertThat(project.outrider("runs", "retry").code()).isZero();

    RunSummary.Step retried = show(project).steps().get(0);
    assertThat(retried.attempts()).extracting(RunSummary.Attempt::attempt).containsExactly(1, 2);
    assertThat(retried.attempts().get(0)).isEqualTo(failed.attempts().get(0));
    assertThat(retried.attempts().get(1).kind()).isEmpty();
  }

  @Test
  void aRunThatTookOutputsCountsThemAndListsWhatIsNew() throws IOException {
    PlainProject project = project();
    assertThat(run(project).code()).isZero();
    String earlier = show(project).run();

    PlainProject.Ended second = run(project, "--from", "second");

    assertThat(second.code()).as(second.err()).isZero();
    assertThat(second.out())
        .contains("  1 output was taken from run " + earlier + "\n", "second.output")
        .doesNotContain("first.output");
    RunSummary.Step taken = show(project).steps().get(0);
    assertThat(taken.takenFrom()).contains(earlier);
    assertThat(taken.attempts()).isEmpty();
    assertThat(taken.seconds()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Phase.class)
  void aStepInEveryPhase(Phase phase) throws IOException {
    PlainProject project = project();
    assertThat(run(project).code()).isZero();
    try (RunStore store = RunStore.open(project.folder().resolve(".outrider/runs.db"))) {
      RunRecord run = store.runs(RunQuery.newest(1)).get(0);
      StepRow row = store.steps(run.id()).get(1);
      String state =
          row.state()
              .text()
              .replace(
                  "\"phase\":\"SUCCEEDED\"",
                  "\"phase\":\"" + phase + "\",\"due\":\"2100-01-01T00:00:00Z\"");
      store.save(
          run.id(),
          run.epoch(),
          phase.isFinal() ? "failed" : "running",
          false,
          phase.isFinal() ? Optional.of(Instant.now()) : Optional.empty(),
          List.of(new StepRow(row.step(), new JsonText(state))),
          List.of());
    }

    RunSummary run = show(project);

    RunSummary.Step second = run.steps().get(1);
    assertThat(second.phase()).matches("[a-z]+(-[a-z]+)*").isEqualTo(phase.id());
    assertThat(second.ended().isPresent()).isEqualTo(phase.isFinal());
    assertThat(run.waitsFor()).isEqualTo(phase.isFinal() ? Optional.empty() : Optional.of("owner"));
    if (phase == Phase.BACKING_OFF) {
      assertThat(second.waitsFor())
          .contains(
              new RunSummary.Waiting(
                  "retry", List.of(), Optional.of(Instant.parse("2100-01-01T00:00:00Z"))));
    }
  }

  @Test
  void aRunOfAnEarlierVersion() throws IOException {
    PlainProject project = project();
    Path store = Files.createDirectories(project.folder().resolve(".outrider")).resolve("runs.db");
    try (InputStream in = getClass().getResourceAsStream("version-2/runs.db")) {
      Files.copy(in, store);
    }

    assertThat(show(project).steps()).isNotEmpty();
  }

  @Test
  void noRuns() throws IOException {
    PlainProject.Ended listed = project().outrider("runs", "list", "--output", "json");

    assertThat(problems("run-list", listed.out())).isEmpty();
  }

  @Test
  void theSchemasNameAllThatIsPrinted() throws IOException {
    JsonNode summary = schema("run-summary");
    assertNamed(RunSummary.class, summary);
    assertNamed(RunSummary.Poll.class, summary.at("/$defs/poll"));
    assertNamed(RunSummary.Step.class, summary.at("/$defs/step"));
    assertNamed(RunSummary.Waiting.class, summary.at("/$defs/waiting"));
    assertNamed(RunSummary.Attempt.class, summary.at("/$defs/attempt"));
    assertNamed(RunSummary.Output.class, summary.at("/$defs/output"));
    assertNamed(RunsCommands.ListCommand.Listing.class, schema("run-list"));
    assertNamed(RunsCommands.ListCommand.Row.class, schema("run-list").at("/$defs/run"));
    assertThat(words(summary.at("/$defs/step/properties/phase/enum")))
        .isEqualTo(Stream.of(Phase.values()).map(Phase::id).toList());
    assertThat(words(summary.at("/$defs/attempt/properties/kind/enum")))
        .isEqualTo(Stream.of(FailureKind.values()).map(Enum::name).toList());
  }

  private static List<String> words(JsonNode array) {
    List<String> words = new ArrayList<>();
    array.forEach(each -> words.add(each.asText()));
    return words;
  }

  private static void assertNamed(Class<?> document, JsonNode schema) {
    assertThat(Arrays.stream(document.getRecordComponents()).map(each -> each.getName()))
        .as(document.getSimpleName())
        .containsExactlyElementsOf(() -> schema.get("properties").fieldNames());
  }

  private static RunSummary show(PlainProject project) {
    PlainProject.Ended shown = project.outrider("runs", "show", "--output", "json");
    PlainProject.Ended listed = project.outrider("runs", "list", "--output", "json");

    assertThat(shown.code()).as(shown.err()).isZero();
    assertThat(problems("run-summary", shown.out())).as(shown.out()).isEmpty();
    assertThat(problems("run-list", listed.out())).as(listed.out()).isEmpty();
    return (RunSummary) JsonForm.read(shown.out(), RunSummary.class, "what was printed");
  }

  private static PlainProject.Ended run(PlainProject project, String... more) {
    List<String> words =
        new ArrayList<>(
            List.of("run", "Pair", "--class-path", "classes", "-P", "folder=" + project.folder()));
    words.addAll(List.of(more));
    return project.outrider(words.toArray(String[]::new));
  }

  private PlainProject project() throws IOException {
    return new PlainProject(temporary).compile("Pair", SOURCE);
  }

  private static JsonNode schema(String name) {
    try (InputStream in = Main.class.getResourceAsStream(name + ".schema.json")) {
      return new ObjectMapper().readTree(in);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** What is wrong with a document; empty if it is valid. */
  static List<String> problems(String name, String json) {
    JsonSchema schema =
        JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
            .getSchema(
                schema(name),
                SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build());
    return schema.validate(json, InputFormat.JSON).stream().map(Object::toString).toList();
  }
}
