// SPDX-License-Identifier: Apache-2.0
package dev.outrider.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pipelines and steps written in Scala 2.12. */
class ScalaPipelineTest {

  @TempDir private static Path folder;
  private static UserProject project;
  private static List<Path> classPath;

  @BeforeAll
  static void compile() {
    project = new UserProject(folder).scala("acme.Flights", SOURCE).compile();
    classPath =
        Stream.concat(
                project.classPath().stream(),
                UserProject.sparkJars().stream()
                    .filter(each -> each.getFileName().toString().startsWith("scala-library")))
            .toList();
  }

  @Test
  void accessorsWrittenAsFunctionsAreRead() throws PlanningException {
    try (UserClass flights = UserClass.find(classPath, "acme.Flights")) {
      Plan plan = new Planner(folder).plan(flights.pipeline(), Map.of());

      assertThat(plan.steps())
          .extracting(PlannedStep::name)
          .containsExactly("clean", "train", "report");
      assertThat(plan.steps().get(1).parameters())
          .hasToString("{\"trees\":50,\"label\":\"delay\",\"splits\":[\"a\",\"b\"]}");
      assertThat(plan.steps().get(1).inputs())
          .hasToString("{flights=Output[step=clean, output=output], share=Value[json=0.5]}");
      assertThat(plan.steps().get(2).inputs())
          .isEqualTo(
              Map.of(
                  "rmse", new PlannedInput.Output("train", "rmse"),
                  "names", new PlannedInput.Output("train", "names")));
      assertThat(flights.loader().standIns()).noneMatch(each -> each.startsWith("scala."));
    }
  }

  @Test
  void aFunctionThatDoesMoreThanReadOneComponentIsRefused() {
    assertThat(problems("acme.Wrong", classPath))
        .containsExactly(
            "An input of step 'sum' must be a method reference such as Report.In::rmse; this lambda"
                + " does more than read one component.",
            "An input of step 'names' must be a method reference such as Report.In::rmse; this"
                + " lambda does more than read one component.");
  }

  @Test
  void aPipelineInScalaNeedsScalasLibrary() {
    assertThat(problems("acme.Flights", project.classPath()))
        .containsExactly(
            "Pipeline acme.Flights uses scala.Some while it is being defined"
                + " (Flights.scala:29), but Scala's library is not on the class path; add it.");
  }

  private static List<String> problems(String className, List<Path> classPath) {
    return catchThrowableOfType(
            PlanningException.class,
            () -> {
              try (UserClass found = UserClass.find(classPath, className)) {
                new Planner(folder).plan(found.pipeline(), Map.of());
              }
            })
        .problems();
  }

  private static final String SOURCE =
      """
      import java.net.URI
      import dev.outrider.pipeline._
      import dev.outrider.step._
      import org.apache.spark.sql.DataFrame

      case class Clean(limit: Int) extends SparkStep[DataFrame, DataFrame] {
        def run(in: DataFrame, context: SparkStepContext): DataFrame = in.limit(limit)
      }
      case class Train(trees: Int, label: Option[String], splits: List[String])
          extends SparkStep[Train.In, Train.Out] {
        def run(in: Train.In, context: SparkStepContext): Train.Out = Train.Out(0.5, List())
      }
      object Train {
        case class In(flights: DataFrame, share: Double, note: Option[String])
        case class Out(rmse: Double, names: List[String])
      }
      case class Report() extends Step[Report.In, NoOutput] {
        def run(in: Report.In, context: StepContext): NoOutput = NoOutput.NONE
      }
      object Report {
        case class In(rmse: Double, names: List[String])
      }
      object Flights {
        def pipeline(): Pipeline = Pipeline.define("flights", { p =>
          val source = p.parameter("flights", URI.create("flights.parquet"))
          val clean = p.step("clean", Clean(180)).from(Sources.parquet(source)).on("local")
          val train = p.step("train", Train(50, Some("delay"), List("a", "b")))
            .input(_.flights).from(clean.output())
            .input[Double](_.share).from(p.value(0.5))
            .on("local")
          p.step("report", Report())
            .input[Double](_.rmse).from(train.output[Double](_.rmse))
            .input(_.names).from(train.output(_.names))
        })
      }
      object Wrong {
        def pipeline(): Pipeline = Pipeline.define("wrong", { p =>
          p.step("sum", Report()).input[Double](in => in.rmse + 1).from(p.value(0.5))
          p.step("names", Report()).input[List[String]](_.names.tail).from(p.value(List("a")))
        })
      }
      """;
}
