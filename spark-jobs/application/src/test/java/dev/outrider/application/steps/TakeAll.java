// SPDX-License-Identifier: Apache-2.0
package dev.outrider.application.steps;

import dev.outrider.step.SparkStep;
import dev.outrider.step.SparkStepContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;

/** Takes one input of every kind, and says what it got. */
public record TakeAll(Optional<String> title) implements SparkStep<TakeAll.In, List<String>> {

  public record In(
      Dataset<Row> numbers,
      Dataset<Point> points,
      PipelineModel model,
      MakeAll.Totals totals,
      double mean,
      Path report,
      Path folder,
      Matrix matrix,
      List<Dataset<Row>> parts,
      List<Double> scores,
      Optional<Dataset<Row>> earlier,
      Optional<Integer> seed) {}

  @Override
  public List<String> run(In in, SparkStepContext context) throws Exception {
    List<String> labels =
        in.points()
            .map((MapFunction<Point, String>) Point::getLabel, Encoders.STRING())
            .collectAsList();
    return List.of(
        "title " + title.orElse("none"),
        "numbers " + in.numbers().count(),
        "points " + labels.stream().sorted().toList(),
        "model " + in.model().transform(in.numbers()).orderBy("id").first().getAs("v"),
        "totals " + in.totals(),
        "mean " + in.mean(),
        "report " + Files.readString(in.report()),
        "folder " + Files.readString(in.folder().resolve("deep/inner.txt")),
        "odd " + Files.readString(in.folder().resolve("k=v/50% a+b %2F \u00e9 #? [x]{y},z.txt")),
        "empty " + Files.isDirectory(in.folder().resolve("k=v/empty")),
        "matrix " + in.matrix().first(),
        "parts " + in.parts().stream().map(Dataset::count).toList(),
        "scores " + in.scores(),
        "earlier " + in.earlier().isPresent(),
        "seed " + in.seed().orElse(0),
        "zone " + context.spark().conf().get("spark.sql.session.timeZone"));
  }
}
