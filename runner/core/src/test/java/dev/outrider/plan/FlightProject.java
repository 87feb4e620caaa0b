// SPDX-License-Identifier: Apache-2.0
package dev.outrider.plan;

import java.nio.file.Path;

/** A project with a pipeline of twelve steps: Java and Scala, Spark and plain. */
final class FlightProject {

  private FlightProject() {}

  static UserProject in(Path folder) {
    return new UserProject(folder)
        .scala("acme.Features", SCALA_STEP)
        .java("acme.Clean", CLEAN)
        .java("acme.Train", TRAIN)
        .java("acme.Report", REPORT)
        .java("acme.FlightDelays", PIPELINE)
        .compile();
  }

  private static final String SCALA_STEP =
      """
      import dev.outrider.step._
      import org.apache.spark.sql.{DataFrame, Dataset, Row}

      case class Features(window: Int, mode: String) extends SparkStep[Features.In, DataFrame] {
        def run(in: Features.In, context: SparkStepContext): DataFrame = mode match {
          case "all" => in.flights
        }
      }
      object Features {
        case class In(flights: Dataset[Row], share: Double)
      }
      """;

  private static final String CLEAN =
      """
      public record Clean(int maxDelayMinutes) implements SparkStep<Clean.In, Dataset<Row>> {
        public record In(Dataset<Row> flights) {}

        public Dataset<Row> run(In in, SparkStepContext context) throws AnalysisException {
          try {
            in.flights().createTempView("flights");
            return in.flights().where(functions.col("delay").leq(maxDelayMinutes));
          } catch (RuntimeException | AnalysisException e) {
            throw e;
          }
        }
      }
      """;

  private static final String TRAIN =
      """
      public record Train(int trees, Optional<String> label, List<Double> splits)
          implements SparkStep<Train.In, Train.Out> {
        public record In(Dataset<Row> flights, Optional<PipelineModel> previous, List<Double> weights) {}
        public record Out(PipelineModel model, double rmse) {}

        public Out run(In in, SparkStepContext context) {
          return new Out(in.previous().orElseThrow(), in.weights().get(0));
        }
      }
      """;

  private static final String REPORT =
      """
      public record Report(String title) implements Step<Report.In, Path> {
        public record In(double rmse, Path template, URI home) {}

        public Path run(In in, StepContext context) {
          return in.template();
        }
      }
      """;

  private static final String PIPELINE =
      """
      public final class FlightDelays {
        public static Pipeline pipeline() {
          return Pipeline.define("flight-delays", p -> {
            var source = p.parameter("flights", URI.class);
            var clean = p.step("clean", new Clean(180))
                .input(Clean.In::flights).from(Sources.parquet(source)).on("local");
            var features = p.step("features", new Features(7, "all"))
                .input(Features.In::flights).from(clean.output())
                .input(Features.In::share).from(p.parameter("share", 0.5))
                .on("local");
            List<StepNode<Train.In, Train.Out>> scores = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
              scores.add(p.step("score-" + i, new Train(50 + i, Optional.empty(), List.of(0.8, 0.2)))
                  .input(Train.In::flights).from(features.output())
                  .input(Train.In::weights).from(p.value(List.of(1.0)))
                  .on("emr").resources(r -> r.executors(4).memory("8g")));
            }
            var train = p.step("train", new Train(50, Optional.of("delay"), List.of()))
                .input(Train.In::flights).from(features.output())
                .optionalInput(Train.In::previous).from(scores.get(0).output(Train.Out::model))
                .listInput(Train.In::weights).from(scores.stream().map(s -> s.output(Train.Out::rmse)).toList())
                .on("emr").retry(r -> r.capacity(5)).deadlines(d -> d.run(Duration.ofHours(2)));
            p.step("report", new Report("delays"))
                .input(in -> in.rmse()).from(train.output(Train.Out::rmse))
                .input(Report.In::template).from(p.parameter("template", Path.of("report template.md")))
                .input(Report.In::home).from(p.value(URI.create("https://example.org/")))
                .after(clean);
          });
        }
      }
      """;
}
