// SPDX-License-Identifier: Apache-2.0
package dev.outrider.application.steps;

import dev.outrider.step.NoInput;
import dev.outrider.step.SparkStep;
import dev.outrider.step.SparkStepContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Writes three datasets of many files each, so that a kill finds it writing. */
public record WriteSlowly(int files) implements SparkStep<NoInput, WriteSlowly.Out> {

  public record Out(Dataset<Row> first, Dataset<Row> second, Dataset<Row> third) {}

  @Override
  public Out run(NoInput in, SparkStepContext context) {
    return new Out(rows(context, 1), rows(context, 2), rows(context, 3));
  }

  private Dataset<Row> rows(SparkStepContext context, int factor) {
    return context.spark().range(0, 1000L * factor, 1, files).toDF("id");
  }
}
