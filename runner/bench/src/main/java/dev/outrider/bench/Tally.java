// SPDX-License-Identifier: Apache-2.0
package dev.outrider.bench;

import dev.outrider.pipeline.Pipeline;
import dev.outrider.step.NoInput;
import dev.outrider.step.SparkStep;
import dev.outrider.step.SparkStepContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * A small step, as most are: a group and a count, with one shuffle, of some rows.
 *
 * @param rows how many
 */
public record Tally(long rows) implements SparkStep<NoInput, Dataset<Row>> {

  @Override
  public Dataset<Row> run(NoInput in, SparkStepContext context) {
    return context
        .spark()
        .range(0, rows, 1, 2)
        .selectExpr("id % 10 as digit")
        .groupBy("digit")
        .count();
  }

  /** The pipeline that a bundle is made of. */
  public static Pipeline pipeline() {
    return Pipeline.define("tally", p -> p.step("tally", new Tally(1000)).on("local"));
  }
}
