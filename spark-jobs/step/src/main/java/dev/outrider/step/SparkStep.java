// SPDX-License-Identifier: Apache-2.0
package dev.outrider.step;

/**
 * A step that needs Spark. It is packaged as a bundle and run by a step operator, or by a plain
 * {@code spark-submit}.
 *
 * <pre>{@code
 * record CleanFlights(int maxDelayMinutes) implements SparkStep<CleanFlights.In, Dataset<Row>> {
 *   record In(Dataset<Row> flights) {}
 *
 *   public Dataset<Row> run(In in, SparkStepContext context) {
 *     return in.flights().where(col("delay").leq(maxDelayMinutes));
 *   }
 * }
 * }</pre>
 *
 * <p>Inputs and outputs may be datasets, Spark ML models, {@link java.nio.file.Path}, values with a
 * JSON form, and what a {@link Materializer} adds.
 *
 * @param <I> the input: one value, a record of inputs, or {@link NoInput}
 * @param <O> the output: one value, a record of outputs, or {@link NoOutput}
 */
@FunctionalInterface
public interface SparkStep<I, O> extends TypedStep<I, O> {

  /**
   * Does the work, on the driver. Runs once per launch of an attempt; a second run with the same
   * input gives the same output.
   *
   * @param input the input, never null
   * @param context what the step may ask of the attempt that it runs in, the Spark session first
   * @return the output, never null; a dataset is written after this method has returned
   * @throws Exception to fail the attempt with kind {@link FailureKind#USER}, which is not retried
   *     by default
   */
  O run(I input, SparkStepContext context) throws Exception;
}
