// SPDX-License-Identifier: Apache-2.0
package dev.outrider.examples;

import static dev.outrider.pipeline.Sources.csv;
import static dev.outrider.pipeline.Sources.parquet;

import dev.outrider.pipeline.Pipeline;
import java.net.URI;

/** The flight-delay pipeline: what it reads, its steps, and how they are wired. */
public final class FlightDelays {

  private FlightDelays() {}

  public static Pipeline pipeline() {
    return Pipeline.define(
        "flight-delays",
        p -> {
          var flights = p.parameter("flights", URI.class);
          var airports = p.parameter("airports", URI.class);

          var clean =
              p.step("clean", new CleanFlights(180))
                  .input(CleanFlights.In::flights)
                  .from(parquet(flights))
                  .on("local");

          p.step("features", new Features(15))
              .input(Features.In::flights)
              .from(clean.output())
              .input(Features.In::airports)
              .from(csv(airports))
              .on("local");
        });
  }
}
