// SPDX-License-Identifier: Apache-2.0
package dev.outrider.examples;

import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.hour;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import dev.outrider.step.SparkStep;
import dev.outrider.step.SparkStepContext;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * How late flights leave, by airport and by hour of the day.
 *
 * @param lateMinutes a flight with a longer delay is late
 */
public record DelaysByAirportAndHour(int lateMinutes)
    implements SparkStep<DelaysByAirportAndHour.In, DelaysByAirportAndHour.Out> {
  /**
   * @param flights cleaned flights
   * @param airports IATA code, name and place of each airport
   */
  public record In(Dataset<Row> flights, Dataset<Row> airports) {}

  /** Both in the order of their names or hours. */
  public record Out(List<AirportDelay> airports, List<HourDelay> hours) {}

  /** The flights that leave an airport. */
  public record AirportDelay(
      String iata,
      String name,
      double latitude,
      double longitude,
      long flights,
      double meanDelay) {}

  /** The flights that leave in an hour of the day. */
  public record HourDelay(int hour, long flights, double meanDelay, double lateShare) {}

  @Override
  public Out run(In in, SparkStepContext context) {
    Dataset<Row> places =
        in.airports()
            .select(
                col("iata").as("origin"),
                col("name"),
                col("latitude").cast("double"),
                col("longitude").cast("double"));
    List<AirportDelay> airports = new ArrayList<>();
    for (Row row :
        in.flights()
            .groupBy("origin")
            .agg(count(lit(1)).as("flights"), avg("delay").as("delay"))
            .join(places, "origin")
            .orderBy("origin")
            .collectAsList()) {
      airports.add(
          new AirportDelay(
              row.getAs("origin"),
              row.getAs("name"),
              row.<Double>getAs("latitude"),
              row.<Double>getAs("longitude"),
              row.<Long>getAs("flights"),
              row.<Double>getAs("delay")));
    }
    List<HourDelay> hours = new ArrayList<>();
    for (Row row :
        in.flights()
            .groupBy(hour(col("departure")).as("hour"))
            .agg(
                count(lit(1)).as("flights"),
                avg("delay").as("delay"),
                avg(when(col("delay").gt(lateMinutes), 1.0).otherwise(0.0)).as("late"))
            .orderBy("hour")
            .collectAsList()) {
      hours.add(
          new HourDelay(
              row.<Integer>getAs("hour"),
              row.<Long>getAs("flights"),
              row.<Double>getAs("delay"),
              row.<Double>getAs("late")));
    }
    context.metric("airports", airports.size());
    return new Out(airports, hours);
  }
}
