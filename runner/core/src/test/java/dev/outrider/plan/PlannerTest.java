// SPDX-License-Identifier: Apache-2.0
package dev.outrider.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outrider.pipeline.Pipeline;
import dev.outrider.step.value.JsonText;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlannerTest {

  private static final Path DIRECTORY = Path.of("/home/me/my project");

  @TempDir private static Path folder;
  private static UserClass flightDelays;
  private static UserClass shapes;

  @BeforeAll
  static void compile() throws PlanningException {
    UserProject project = FlightProject.in(folder).java("acme.Shapes", SHAPES).compile();
    flightDelays = UserClass.find(project.classPath(), "acme.FlightDelays");
    shapes = UserClass.find(project.classPath(), "acme.Shapes");
  }

  @AfterAll
  static void close() {
    flightDelays.close();
    shapes.close();
  }

  @Test
  void aPlanHoldsEveryStepWithItsInputsAndSettings() throws PlanningException {
    Plan plan = plan(flightDelays.pipeline(), Map.of("flights", "data/flights 1.parquet"));

    assertThat(plan.pipeline()).isEqualTo("flight-delays");
    assertThat(plan.parameters())
        .hasToString(
            "{flights=\"file:///home/me/my%20project/data/flights%201.parquet\", share=0.5,"
                + " template=\"/home/me/my project/report template.md\"}");
    PlannedStep clean = step(plan, "clean");
    assertThat(clean.parameters()).isEqualTo(new JsonText("{\"maxDelayMinutes\":180}"));
    assertThat(clean.operator()).contains("local");
    assertThat(clean.inputs())
        .isEqualTo(
            Map.of(
                "flights",
                new PlannedInput.Source(
                    "dataset",
                    "parquet",
                    value("\"file:///home/me/my%20project/data/flights%201.parquet\""),
                    Map.of())));
    assertThat(step(plan, "features").inputs())
        .isEqualTo(
            Map.of("flights", new PlannedInput.Output("clean", "output"), "share", value("0.5")));
    PlannedStep train = step(plan, "train");
    assertThat(train.inputs().keySet()).containsExactly("flights", "previous", "weights");
    assertThat(train.inputs().get("previous"))
        .isEqualTo(new PlannedInput.Output("score-0", "model"));
    assertThat(((PlannedInput.Several) train.inputs().get("weights")).items())
        .hasSize(8)
        .startsWith(
            new PlannedInput.Output("score-0", "rmse"), new PlannedInput.Output("score-1", "rmse"));
    assertThat(train.predecessors())
        .containsExactly(
            "features",
            "score-0",
            "score-1",
            "score-2",
            "score-3",
            "score-4",
            "score-5",
            "score-6",
            "score-7");
    assertThat(train.deadlines().run()).contains(java.time.Duration.ofHours(2));
    PlannedStep report = step(plan, "report");
    assertThat(report.operator()).isEqualTo(Optional.empty());
    assertThat(report.predecessors()).containsExactly("clean", "train");
    assertThat(report.inputs())
        .isEqualTo(
            Map.of(
                "rmse",
                new PlannedInput.Output("train", "rmse"),
                "template",
                new PlannedInput.File(
                    URI.create("file:///home/me/my%20project/report%20template.md")),
                "home",
                value("\"https://example.org/\"")));
  }

  @Test
  void theSamePipelineGivesAnEqualPlan() throws PlanningException {
    Map<String, String> parameters = Map.of("flights", "s3://bucket/flights", "share", "0.25");

    assertThat(plan(flightDelays.pipeline(), parameters))
        .isEqualTo(plan(flightDelays.pipeline(), parameters));
  }

  @Test
  void theStructureNeedsNoParametersAndNoOperators() throws PlanningException {
    Plan structure = new Planner(DIRECTORY).structure(shapes.pipeline());

    assertThat(structure.parameters()).isEmpty();
    assertThat(step(structure, "load").operator()).isEmpty();
    assertThat(step(structure, "load").inputs())
        .isEqualTo(
            Map.of(
                "input",
                new PlannedInput.Source(
                    "dataset", "csv", new PlannedInput.Unbound("source"), csvOptions())));
  }

  @Test
  void wholeInputsCompositesAndListsOfFilesFindTheirParts() throws PlanningException {
    Plan plan = new Planner(DIRECTORY).structure(shapes.pipeline());

    assertThat(step(plan, "whole").inputs())
        .as("a composite output fills a composite input part by part")
        .isEqualTo(
            Map.of(
                "low", new PlannedInput.Output("ranges", "low"),
                "high", new PlannedInput.Output("ranges", "high")));
    assertThat(step(plan, "constant").inputs())
        .as("a constant is taken apart")
        .isEqualTo(Map.of("low", value("1"), "high", value("9")));
    assertThat(step(plan, "component").inputs())
        .as("a component that is a composite is taken apart where the step runs")
        .isEqualTo(
            Map.of(
                "low", new PlannedInput.Member(new PlannedInput.Output("boxed", "range"), "low"),
                "high",
                    new PlannedInput.Member(new PlannedInput.Output("boxed", "range"), "high")));
    assertThat(step(plan, "boxed").inputs().get("range"))
        .as("a composite output fills one component")
        .isEqualTo(
            new PlannedInput.Composite(
                Map.of(
                    "low", new PlannedInput.Output("ranges", "low"),
                    "high", new PlannedInput.Output("ranges", "high"))));
    assertThat(step(plan, "boxed").inputs().get("files"))
        .isEqualTo(
            new PlannedInput.Several(
                List.of(
                    new PlannedInput.File(URI.create("file:///home/me/my%20project/a")),
                    new PlannedInput.File(URI.create("file:///b")))));
    assertThat(step(plan, "boxed").inputs()).doesNotContainKey("note");
  }

  @Test
  void stepsComeAfterTheirPredecessorsOtherwiseInTheOrderOfTheirDefinition()
      throws PlanningException {
    assertThat(new Planner(DIRECTORY).structure(shapes.pipeline()).steps())
        .extracting(PlannedStep::name)
        .containsExactly(
            "load", "ranges", "late", "early", "whole", "constant", "boxed", "component");
  }

  private static Plan plan(Pipeline pipeline, Map<String, String> parameters)
      throws PlanningException {
    return new Planner(DIRECTORY).plan(pipeline, parameters);
  }

  private static PlannedStep step(Plan plan, String name) {
    return plan.steps().stream().filter(each -> each.name().equals(name)).findFirst().orElseThrow();
  }

  private static PlannedInput.Value value(String json) {
    return new PlannedInput.Value(new JsonText(json));
  }

  private static Map<String, String> csvOptions() {
    return Map.of("header", "true", "inferSchema", "true");
  }

  private static final String SHAPES =
      """
      public final class Shapes {
        public record Range(int low, int high) {}
        public record Load() implements SparkStep<Dataset<Row>, Long> {
          public Long run(Dataset<Row> in, SparkStepContext context) { return 1L; }
        }
        public record Ranges() implements Step<NoInput, Range> {
          public Range run(NoInput in, StepContext context) { return null; }
        }
        public record OfRange() implements Step<Range, NoOutput> {
          public NoOutput run(Range in, StepContext context) { return null; }
        }
        public record Boxed() implements Step<Boxed.In, Boxed.Out> {
          public record In(Range range, List<Path> files, Optional<String> note) {}
          public record Out(Range range) {}
          public Out run(In in, StepContext context) { return null; }
        }
        public static Pipeline pipeline() {
          return Pipeline.define("shapes", p -> {
            p.step("load", new Load()).from(Sources.csv(p.parameter("source", URI.class)));
            var ranges = p.step("ranges", new Ranges());
            var early = p.step("early", new OfRange()).from(ranges.output());
            early.after(p.step("late", new Ranges()));
            p.step("whole", new OfRange()).from(ranges.output());
            p.step("constant", new OfRange()).from(p.value(new Range(1, 9)));
            var component = p.step("component", new OfRange());
            var boxed = p.step("boxed", new Boxed())
                .input(Boxed.In::range).from(ranges.output())
                .input(Boxed.In::files).from(p.value(List.of(Path.of("a"), Path.of("/b"))));
            component.from(boxed.output(Boxed.Out::range));
          });
        }
      }
      """;
}
