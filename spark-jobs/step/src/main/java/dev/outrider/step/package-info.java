// SPDX-License-Identifier: Apache-2.0
/**
 * What a step author sees.
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
 * <p>This module is Java 8 bytecode, depends on nothing but slf4j, and mentions Spark only in
 * {@link dev.outrider.step.SparkStepContext}: it runs unchanged on every Spark from 3.3 to 4.1.
 */
package dev.outrider.step;
