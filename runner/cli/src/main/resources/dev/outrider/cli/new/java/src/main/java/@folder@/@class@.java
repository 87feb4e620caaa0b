package @package@;

import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.col;

import dev.outrider.pipeline.Pipeline;
import dev.outrider.pipeline.Sources;
import dev.outrider.step.SparkStep;
import dev.outrider.step.SparkStepContext;
import dev.outrider.step.Step;
import dev.outrider.step.StepContext;
import java.net.URI;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Finds the airport with the longest average delay. */
public final class @class@ {

  /** The average delay at each airport, and the longest one. Runs on Spark. */
  public record AverageDelays(int longest) implements SparkStep<AverageDelays.In, AverageDelays.Out> {
    public record In(Dataset<Row> flights) {}

    public record Out(Dataset<Row> delays, String airport, double minutes) {}

    @Override
    public Out run(In in, SparkStepContext context) {
      Dataset<Row> delays =
          in.flights()
              .where(col("delay").leq(longest))
              .groupBy("airport")
              .agg(avg("delay").as("minutes"))
              .orderBy(col("minutes").desc());
      Row first = delays.first();
      return new Out(delays, first.getAs("airport"), first.getAs("minutes"));
    }
  }

  /** A sentence about the airport. Runs in Outrider's own process. */
  public record Report(String unit) implements Step<Report.In, String> {
    public record In(String airport, double minutes) {}

    @Override
    public String run(In in, StepContext context) {
      String sentence = "Longest average delay: " + in.minutes() + " " + unit + " at " + in.airport();
      context.log().info(sentence);
      return sentence;
    }
  }

  public static Pipeline pipeline() {
    return Pipeline.define("@name@", p -> {
      var flights = p.parameter("flights", URI.create("data/flights.csv"));
      var delays = p.step("average-delays", new AverageDelays(180))
          .input(AverageDelays.In::flights).from(Sources.csv(flights))
          .on("local");
      p.step("report", new Report("minutes"))
          .input(Report.In::airport).from(delays.output(AverageDelays.Out::airport))
          .input(Report.In::minutes).from(delays.output(AverageDelays.Out::minutes));
    });
  }

  private @class@() {}
}
