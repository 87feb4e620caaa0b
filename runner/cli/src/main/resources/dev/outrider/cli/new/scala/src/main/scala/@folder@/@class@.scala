package @package@

import dev.outrider.pipeline.{Pipeline, Sources}
import dev.outrider.step.{SparkStep, SparkStepContext, Step, StepContext}
import java.net.URI
import org.apache.spark.sql.DataFrame
import org.apache.spark.sql.functions.{avg, col}

/** The average delay at each airport, and the longest one. Runs on Spark. */
case class AverageDelays(longest: Int) extends SparkStep[AverageDelays.In, AverageDelays.Out] {

  override def run(in: AverageDelays.In, context: SparkStepContext): AverageDelays.Out = {
    val delays = in.flights
      .where(col("delay") <= longest)
      .groupBy("airport")
      .agg(avg("delay").as("minutes"))
      .orderBy(col("minutes").desc)
    val first = delays.first()
    AverageDelays.Out(delays, first.getAs[String]("airport"), first.getAs[Double]("minutes"))
  }
}

object AverageDelays {
  case class In(flights: DataFrame)
  case class Out(delays: DataFrame, airport: String, minutes: Double)
}

/** A sentence about the airport. Runs in Outrider's own process. */
case class Report(unit: String) extends Step[Report.In, String] {

  override def run(in: Report.In, context: StepContext): String = {
    val sentence = s"Longest average delay: ${in.minutes} $unit at ${in.airport}"
    context.log.info(sentence)
    sentence
  }
}

object Report {
  case class In(airport: String, minutes: Double)
}

/** Finds the airport with the longest average delay. */
object @class@ {

  def pipeline(): Pipeline = Pipeline.define("@name@", { p =>
    val flights = p.parameter("flights", URI.create("data/flights.csv"))
    val delays = p.step("average-delays", AverageDelays(180))
      .input(_.flights).from(Sources.csv(flights))
      .on("local")
    p.step("report", Report("minutes"))
      .input(_.airport).from(delays.output(_.airport))
      .input[Double](_.minutes).from(delays.output[Double](_.minutes))
  })
}
