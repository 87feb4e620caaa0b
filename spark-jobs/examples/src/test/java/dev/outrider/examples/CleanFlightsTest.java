// SPDX-License-Identifier: Apache-2.0
package dev.outrider.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class CleanFlightsTest {

  private static LocalSpark context;

  @BeforeAll
  static void start() {
    context = new LocalSpark();
  }

  @AfterAll
  static void stop() {
    context.close();
  }

  @Test
  void aDelayThatIsTooLongCountsAsTheLongest() {
    assertThat(clean("'2001-01-01 08:00:00', 500, 100, 'LAX', 'SFO'"))
        .containsExactly("2001-01-01 08:00:00.0 180 100 LAX SFO");
  }

  @Test
  void airportCodesAreTrimmedAndInCapitals() {
    assertThat(clean("'2001-01-01 08:00:00', 5, 100, ' lax', 'Sfo '"))
        .containsExactly("2001-01-01 08:00:00.0 5 100 LAX SFO");
  }

  @Test
  void aFlightThatIsThereTwiceCountsOnce() {
    String flight = "'2001-01-01 08:00:00', 5, 100, 'LAX', 'SFO'";
    assertThat(clean(flight, flight)).hasSize(1);
  }

  @Test
  void flightsThatCannotBeAreLeftOut() {
    assertThat(
            clean(
                "'2001-01-01 08:00:00', -61, 100, 'LAX', 'SFO'",
                "'2001-01-01 08:00:00', 5, 0, 'LAX', 'SFO'",
                "'2001-01-01 08:00:00', 5, 100, 'LAX', 'LAX'",
                "'2001-01-01 08:00:00', 5, 100, 'LAX', NULL",
                "'2001-01-01 08:00:00', -60, 100, 'LAX', 'SFO'"))
        .containsExactly("2001-01-01 08:00:00.0 -60 100 LAX SFO");
  }

  @Test
  void theSampleKeepsAllButThirtyFourFlights() {
    Dataset<Row> sample = context.spark().read().parquet("data/flights.parquet");

    assertThat(new CleanFlights(180).run(new CleanFlights.In(sample), context).count())
        .isEqualTo(300_310);
    assertThat(context.metrics().get("flights.read")).isEqualTo(300_344.0);
  }

  private static List<String> clean(String... flights) {
    String rows = "(" + String.join("), (", flights) + ")";
    Dataset<Row> read =
        context
            .spark()
            .sql(
                "SELECT CAST(c1 AS TIMESTAMP) AS date, CAST(c2 AS BIGINT) AS delay, CAST(c3 AS BIGINT) AS distance, c4 AS origin, c5 AS destination FROM VALUES "
                    + rows
                    + " AS t(c1, c2, c3, c4, c5)");
    return new CleanFlights(180)
        .run(new CleanFlights.In(read), context).collectAsList().stream()
            .map(row -> row.mkString(" "))
            .toList();
  }
}
