// SPDX-License-Identifier: Apache-2.0
package dev.outrider.examples;

import static org.apache.spark.sql.functions.expr;

import dev.outrider.step.SparkStep;
import dev.outrider.step.SparkStepContext;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.regression.RandomForestRegressor;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Learns a flight's delay with a random forest. Seed, order and partitions are fixed, so that the
 * same features give the same model wherever it is trained.
 *
 * @param trees how many trees
 * @param depth how deep each may grow
 */
public record TrainDelayModel(int trees, int depth)
    implements SparkStep<TrainDelayModel.In, TrainDelayModel.Out> {
  static final String[] FEATURES = {
    "month",
    "day_of_week",
    "hour",
    "distance",
    "origin_latitude",
    "origin_longitude",
    "destination_latitude",
    "destination_longitude"
  };
  private static final long SEED = 20_010_911L;
  private static final int PARTITIONS = 4;

  /**
   * @param features what {@link Features} gives
   */
  public record In(Dataset<Row> features) {}

  /**
   * @param model predicts column {@code prediction}
   * @param trained how many flights it has learnt from
   */
  public record Out(PipelineModel model, long trained) {}

  @Override
  public Out run(In in, SparkStepContext context) {
    Dataset<Row> training =
        in.features()
            .where(isForTraining())
            .repartitionByRange(PARTITIONS, in.features().col("departure"))
            .sortWithinPartitions("departure", "origin", "destination", "distance", "delay")
            .cache();
    long trained = training.count();
    context.progress(0.1, "training on " + trained + " flights");
    PipelineModel model =
        new Pipeline()
            .setStages(
                new PipelineStage[] {
                  new VectorAssembler().setInputCols(FEATURES).setOutputCol("features"),
                  new RandomForestRegressor()
                      .setLabelCol("delay")
                      .setNumTrees(trees)
                      .setMaxDepth(depth)
                      .setSubsamplingRate(0.5)
                      .setSeed(SEED)
                })
            .fit(training);
    context.metric("flights.trained", trained);
    return new Out(model, trained);
  }

  /** Four flights of five, the same ones everywhere; the others are for {@link EvaluateModel}. */
  static org.apache.spark.sql.Column isForTraining() {
    return expr("pmod(xxhash64(departure, origin, destination, distance, delay), 5) > 0");
  }
}
