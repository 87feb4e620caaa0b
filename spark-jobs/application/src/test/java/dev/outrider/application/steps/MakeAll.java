// SPDX-License-Identifier: Apache-2.0
package dev.outrider.application.steps;

import dev.outrider.step.NoInput;
import dev.outrider.step.SparkStep;
import dev.outrider.step.SparkStepContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;

/** Gives one output of every kind. */
public record MakeAll(int rows) implements SparkStep<NoInput, MakeAll.Out> {

  public record Totals(long rows, LocalDate day, List<Double> weights) {}

  public record Out(
      Dataset<Row> numbers,
      Dataset<Point> points,
      PipelineModel model,
      Totals totals,
      double mean,
      Path report,
      Path folder,
      Matrix matrix) {}

  @Override
  public Out run(NoInput in, SparkStepContext context) throws Exception {
    context.log().info("making {} rows", rows);
    System.out.println("printed by the step");
    context.progress(0.25, "numbers");
    Dataset<Row> numbers = context.spark().range(0, rows, 1, 3).toDF("id");
    Dataset<Point> points =
        context
            .spark()
            .createDataset(
                List.of(new Point(1, "a"), new Point(2, "b")), Encoders.bean(Point.class));
    PipelineModel model =
        new Pipeline()
            .setStages(
                new PipelineStage[] {
                  new VectorAssembler().setInputCols(new String[] {"id"}).setOutputCol("v")
                })
            .fit(numbers);
    Path report = Files.writeString(context.workFolder().resolve("report.txt"), "all is well");
    Path folder = Files.createDirectories(context.workFolder().resolve("many/deep"));
    Files.writeString(folder.resolve("inner.txt"), "inner");
    Files.writeString(folder.resolveSibling("outer.txt"), "outer");
    Files.createDirectories(folder.resolveSibling("k=v/empty"));
    Files.writeString(folder.resolveSibling("k=v/50% a+b %2F \u00e9 #? [x]{y},z.txt"), "odd");
    context.metric("rows", rows);
    context.metric("rows", rows + 1);
    context.progress(1, "done");
    return new Out(
        numbers,
        points,
        model,
        new Totals(rows, LocalDate.of(2001, 2, 3), List.of(0.5, 1.5)),
        2.5,
        report,
        folder.getParent(),
        new Matrix(4.25));
  }
}
