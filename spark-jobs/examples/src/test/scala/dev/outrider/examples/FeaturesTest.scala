// SPDX-License-Identifier: Apache-2.0
package dev.outrider.examples

import org.apache.spark.sql.Row
import org.scalatest.BeforeAndAfterAll
import org.scalatest.funsuite.AnyFunSuite

class FeaturesTest extends AnyFunSuite with BeforeAndAfterAll {

  private lazy val context = new LocalSpark

  override def afterAll(): Unit = context.close()

  private def features(flights: String*): Array[Row] = {
    val read = context.spark.sql(
      "SELECT CAST(c1 AS TIMESTAMP) AS departure, c2 AS delay, c3 AS distance, c4 AS origin, c5 AS destination FROM VALUES " +
        flights.mkString("(", "), (", ")") + " AS t(c1, c2, c3, c4, c5)"
    )
    val airports = context.spark.sql(
      "SELECT * FROM VALUES ('LAX', 33.9, -118.4), ('SFO', 37.6, -122.4) AS t(iata, latitude, longitude)"
    )
    Features(15).run(Features.In(read, airports), context).collect()
  }

  test("a departure becomes month, day of week and hour") {
    val Array(row) = features("'2001-03-04 18:30:00', 0, 337, 'LAX', 'SFO'")
    assert(row.getAs[Int]("month") == 3)
    assert(row.getAs[Int]("day_of_week") == 1)
    assert(row.getAs[Double]("hour") == 18.5)
  }

  test("both ends get their places") {
    val Array(row) = features("'2001-03-04 18:30:00', 0, 337, 'LAX', 'SFO'")
    assert(row.getAs[Any]("origin_latitude").toString == "33.9")
    assert(row.getAs[Any]("destination_longitude").toString == "-122.4")
  }

  test("a flight is late when its delay is longer than the limit, not when it is as long") {
    val late = features(
      "'2001-03-04 18:30:00', 15, 337, 'LAX', 'SFO'",
      "'2001-03-04 18:30:00', 16, 337, 'LAX', 'SFO'"
    ).map(row => row.getAs[Int]("delay") -> row.getAs[Boolean]("late")).toMap
    assert(late == Map(15 -> false, 16 -> true))
  }

  test("a flight from or to an unknown airport is left out") {
    assert(features("'2001-03-04 18:30:00', 0, 337, 'LAX', 'XXX'").isEmpty)
  }
}
