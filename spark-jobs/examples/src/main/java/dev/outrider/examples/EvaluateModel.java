// SPDX-License-Identifier: Apache-2.0
package dev.outrider.examples;

import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.floor;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.pow;
import static org.apache.spark.sql.functions.sqrt;

import dev.outrider.step.SparkStep;
import dev.outrider.step.SparkStepContext;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Holds a model against the flights that it has not learnt from. */
public record EvaluateModel() implements SparkStep<EvaluateModel.In, EvaluateModel.Out> {
  private static final int BIN_MINUTES = 2;

  /**
   * @param features what {@link Features} gives
   * @param model what {@link TrainDelayModel} has learnt
   */
  public record In(Dataset<Row> features, PipelineModel model) {}

  /**
   * @param rmse the root mean square error in minutes
   * @param baseline the same of predicting the mean delay for every flight
   * @param flights how many flights were predicted
   * @param bins actual against predicted, in the order of the prediction
   */
  public record Out(double rmse, double baseline, long flights, List<Bin> bins) {}

  /** Flights with about the same prediction, in minutes. */
  public record Bin(double predicted, double actual, long flights) {}

  @Override
  public Out run(In in, SparkStepContext context) {
    Dataset<Row> predicted =
        in.model()
            .transform(in.features().where(not(TrainDelayModel.isForTraining())))
            .select("delay", "prediction")
            .cache();
    Row mean = predicted.agg(avg("delay"), count(lit(1))).first();
    Row errors =
        predicted
            .agg(
                sqrt(avg(pow(col("delay").minus(col("prediction")), 2))),
                sqrt(avg(pow(col("delay").minus(lit(mean.getDouble(0))), 2))))
            .first();
    List<Bin> bins = new ArrayList<>();
    for (Row row :
        predicted
            .groupBy(floor(col("prediction").divide(BIN_MINUTES)).as("bin"))
            .agg(avg("prediction"), avg("delay"), count(lit(1)))
            .orderBy("bin")
            .collectAsList()) {
      bins.add(new Bin(row.getDouble(1), row.getDouble(2), row.getLong(3)));
    }
    context.metric("rmse", errors.getDouble(0));
    return new Out(errors.getDouble(0), errors.getDouble(1), mean.getLong(1), bins);
  }
}
