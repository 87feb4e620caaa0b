// SPDX-License-Identifier: Apache-2.0
package dev.outrider.examples;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.trim;
import static org.apache.spark.sql.functions.upper;

import dev.outrider.step.SparkStep;
import dev.outrider.step.SparkStepContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Makes flights fit for use: one row a flight, columns with plain types and names, no departure
 * that cannot be, and no delay that drowns all others.
 *
 * @param maxDelayMinutes a longer delay counts as this one
 */
public record CleanFlights(int maxDelayMinutes)
    implements SparkStep<CleanFlights.In, Dataset<Row>> {

  /** A flight that left earlier than this before its time is a slip of the pen. */
  private static final int EARLIEST_MINUTES = -60;

  /**
   * @param flights date, delay in minutes, distance in miles, origin and destination
   */
  public record In(Dataset<Row> flights) {}

  @Override
  public Dataset<Row> run(In in, SparkStepContext context) {
    context.metric("flights.read", in.flights().count());
    context.log().info("delays above {} minutes count as {}", maxDelayMinutes, maxDelayMinutes);
    return in.flights()
        .dropDuplicates()
        .select(
            col("date").cast("timestamp").as("departure"),
            least(col("delay"), lit(maxDelayMinutes)).cast("int").as("delay"),
            col("distance").cast("int").as("distance"),
            upper(trim(col("origin"))).as("origin"),
            upper(trim(col("destination"))).as("destination"))
        .na()
        .drop()
        .where(col("delay").geq(EARLIEST_MINUTES))
        .where(col("distance").gt(0).and(col("origin").notEqual(col("destination"))));
  }
}
