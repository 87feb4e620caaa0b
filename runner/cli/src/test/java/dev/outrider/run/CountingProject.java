// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/** A pipeline of two steps that run beside each other on Spark, and a plain one behind them. */
final class CountingProject {
  /** The steps on Spark. */
  static final List<String> SPARK_STEPS = List.of("left", "right");

  /** The plain step. */
  static final String LAST_STEP = "sum";

  /** What the plain step gives. */
  static final String SUM = "3000";

  private static final String SOURCE =
      """
      package acme;

      import dev.outrider.pipeline.Pipeline;
      import dev.outrider.step.SparkStep;
      import dev.outrider.step.SparkStepContext;
      import dev.outrider.step.Step;
      import dev.outrider.step.StepContext;

      public final class Counting {
        public record Count(long upTo) implements SparkStep<Count.In, Long> {
          public record In(int seconds) {}

          @Override
          public Long run(In in, SparkStepContext context) throws InterruptedException {
            long count = context.spark().sparkContext().range(0, upTo, 1, 1).count();
            Thread.sleep(in.seconds() * 1000L);
            return count;
          }
        }

        public record Sum() implements Step<Sum.In, Long> {
          public record In(long left, long right) {}

          @Override
          public Long run(In in, StepContext context) {
            return in.left() + in.right();
          }
        }

        public static Pipeline pipeline() {
          return Pipeline.define(
              "counting",
              p -> {
                var seconds = p.parameter("seconds", Integer.class);
                var left =
                    p.step("left", new Count(1000)).input(Count.In::seconds).from(seconds).on("machine");
                var right =
                    p.step("right", new Count(2000)).input(Count.In::seconds).from(seconds).on("machine");
                p.step("sum", new Sum())
                    .input(Sum.In::left).from(left.output())
                    .input(Sum.In::right).from(right.output());
              });
        }
      }
      """;

  private CountingProject() {}

  /**
   * Compiles the pipeline into {@code FOLDER/classes}.
   *
   * @param home the distribution
   * @param spark the Spark home
   */
  static void compile(Path folder, Path home, Path spark) throws IOException {
    Path source = Files.writeString(folder.resolve("Counting.java"), SOURCE);
    List<String> jars = new ArrayList<>();
    for (Path each : List.of(home.resolve("lib"), spark.resolve("jars"))) {
      try (Stream<Path> files = Files.list(each)) {
        files.map(Path::toString).filter(name -> name.endsWith(".jar")).forEach(jars::add);
      }
    }
    int failed =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                System.err,
                System.err,
                "-parameters",
                "-proc:none",
                "-cp",
                String.join(File.pathSeparator, jars),
                "-d",
                folder.resolve("classes").toString(),
                source.toString());
    if (failed != 0) {
      throw new IllegalStateException("The pipeline does not compile");
    }
  }

  /** The project in a folder beside its classes, with the folder's own properties. */
  static Project in(Path folder, String seconds) {
    return new Project(
        Optional.of("acme.Counting"),
        List.of(folder.resolveSibling("classes")),
        Map.of("seconds", seconds),
        Optional.of(folder.resolve("outrider.properties")),
        Optional.empty(),
        Map.of(),
        folder);
  }
}
