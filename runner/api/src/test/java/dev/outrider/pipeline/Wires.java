// SPDX-License-Identifier: Apache-2.0
package dev.outrider.pipeline;

/** The steps whose wires are compiled, and the frame around a line. */
final class Wires {

  private Wires() {}

  /** Steps in Java, with every kind of input. */
  static final String STEPS =
      """
      package acme;

      import dev.outrider.step.*;
      import java.nio.file.Path;
      import java.util.List;
      import java.util.Optional;
      import org.apache.spark.ml.PipelineModel;
      import org.apache.spark.sql.Dataset;
      import org.apache.spark.sql.Row;

      public final class Steps {
        private Steps() {}

        public record Clean(int limit) implements SparkStep<Clean.In, Dataset<Row>> {
          public record In(Dataset<Row> flights) {}
          @Override public Dataset<Row> run(In in, SparkStepContext context) { return in.flights(); }
        }
        public record Train() implements SparkStep<Train.In, Train.Out> {
          public record In(Dataset<Row> flights, int trees, Number any,
              Optional<PipelineModel> previous, List<Double> weights) {}
          public record Out(PipelineModel model, double rmse, List<Double> scores) {}
          @Override public Out run(In in, SparkStepContext context) { return null; }
        }
        public record Single() implements SparkStep<Dataset<Row>, Long> {
          @Override public Long run(Dataset<Row> in, SparkStepContext context) { return in.count(); }
        }
        public record Report() implements Step<Report.In, Path> {
          public record In(double rmse) {}
          @Override public Path run(In in, StepContext context) { return null; }
        }
        public record Generate() implements SparkStep<NoInput, Dataset<Row>> {
          @Override public Dataset<Row> run(NoInput in, SparkStepContext context) { return null; }
        }
      }
      """;

  /** The lines before a line under test: 24 of them. */
  private static final String BEFORE =
      """
      package acme;

      import static dev.outrider.pipeline.Sources.parquet;

      import acme.Steps.*;
      import dev.outrider.pipeline.*;
      import java.net.URI;
      import java.util.List;
      import java.util.stream.IntStream;

      public final class Flights {
        private Flights() {}

        public static Pipeline pipeline() {
          return Pipeline.define("flights", p -> {
            Artifact<URI> source = p.parameter("flights", URI.class);
            StepNode<Clean.In, org.apache.spark.sql.Dataset<org.apache.spark.sql.Row>> clean =
                p.step("clean", new Clean(180))
                    .input(Clean.In::flights).from(parquet(source)).on("local");
            StepNode<Train.In, Train.Out> train = p.step("train", new Train());
            Artifact<Object> object = p.value(new Object());
            Artifact<Number> number = p.value(1);
            Artifact<Integer> integer = p.value(1);
      """;

  /** The line of {@link #pipeline} where the lines under test begin. */
  static final int FIRST_LINE = (int) BEFORE.lines().count() + 1;

  /** A pipeline with lines of its own. */
  static String pipeline(String lines) {
    return BEFORE + lines + "\n    });\n  }\n}\n";
  }
}
