package acme;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.max;

import dev.outrider.pipeline.Pipeline;
import dev.outrider.pipeline.Sources;
import dev.outrider.step.SparkStep;
import dev.outrider.step.SparkStepContext;
import dev.outrider.step.Step;
import dev.outrider.step.StepContext;
import java.net.URI;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** A project of its own: finds the longest flight from an airport, and writes a line about it. */
public final class Longest {

  public record LongestFlight(String origin) implements SparkStep<LongestFlight.In, LongestFlight.Out> {
    public record In(Dataset<Row> flights) {}

    public record Out(long miles, long flights) {}

    @Override
    public Out run(In in, SparkStepContext context) {
      Dataset<Row> from = in.flights().where(col("origin").equalTo(origin));
      return new Out(from.agg(max("distance")).first().getLong(0), from.count());
    }
  }

  public record Sentence(String unit) implements Step<Sentence.In, String> {
    public record In(long miles) {}

    @Override
    public String run(In in, StepContext context) {
      return in.miles() + " " + unit;
    }
  }

  public static Pipeline pipeline() {
    return Pipeline.define(
        "longest",
        p -> {
          var flights = p.parameter("flights", URI.class);
          var longest = p.step("longest-flight", new LongestFlight("LAX"))
              .input(LongestFlight.In::flights).from(Sources.parquet(flights))
              .on("local");
          p.step("sentence", new Sentence("miles"))
              .input(Sentence.In::miles).from(longest.output(LongestFlight.Out::miles));
        });
  }
}
