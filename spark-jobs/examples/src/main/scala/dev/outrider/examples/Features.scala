// SPDX-License-Identifier: Apache-2.0
package dev.outrider.examples

import dev.outrider.step.{SparkStep, SparkStepContext}
import org.apache.spark.sql.DataFrame
import org.apache.spark.sql.functions._

/** What a model can learn a delay from: when a flight leaves, from where, to where, and how far it
  * is.
  *
  * @param lateMinutes
  *   a flight with a longer delay is late
  */
case class Features(lateMinutes: Int) extends SparkStep[Features.In, DataFrame] {

  override def run(in: Features.In, context: SparkStepContext): DataFrame = {
    context.log.info("a flight is late from {} minutes on", lateMinutes)
    val places = in.airports.select(col("iata"), col("latitude"), col("longitude"))

    def at(end: String): DataFrame =
      places.toDF(end, s"${end}_latitude", s"${end}_longitude")

    in.flights
      .join(broadcast(at("origin")), "origin")
      .join(broadcast(at("destination")), "destination")
      .select(
        col("departure"),
        col("origin"),
        col("destination"),
        month(col("departure")).as("month"),
        dayofweek(col("departure")).as("day_of_week"),
        (hour(col("departure")) + minute(col("departure")) / 60.0).as("hour"),
        col("distance"),
        col("origin_latitude"),
        col("origin_longitude"),
        col("destination_latitude"),
        col("destination_longitude"),
        col("delay"),
        (col("delay") > lateMinutes).as("late")
      )
  }
}

object Features {

  /** @param flights
    *   cleaned flights
    * @param airports
    *   IATA code and place of each airport; a flight from or to an unknown one is left out
    */
  case class In(flights: DataFrame, airports: DataFrame)
}
