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

          var features =
              p.step("features", new Features(15))
                  .input(Features.In::flights)
                  .from(clean.output())
                  .input(Features.In::airports)
                  .from(csv(airports))
                  .on("local");
          var train =
              p.step("train", new TrainDelayModel(20, 7))
                  .input(TrainDelayModel.In::features)
                  .from(features.output())
                  .on("local");
          var evaluate =
              p.step("evaluate", new EvaluateModel())
                  .input(EvaluateModel.In::features)
                  .from(features.output())
                  .input(EvaluateModel.In::model)
                  .from(train.output(TrainDelayModel.Out::model))
                  .on("local");
          var delays =
              p.step("delays", new DelaysByAirportAndHour(15))
                  .input(DelaysByAirportAndHour.In::flights)
                  .from(clean.output())
                  .input(DelaysByAirportAndHour.In::airports)
                  .from(csv(airports))
                  .on("local");
          p.step("report", new Report())
              .input(Report.In::airports)
              .from(delays.output(DelaysByAirportAndHour.Out::airports))
              .input(Report.In::hours)
              .from(delays.output(DelaysByAirportAndHour.Out::hours))
              .input(Report.In::rmse)
              .from(evaluate.output(EvaluateModel.Out::rmse))
              .input(Report.In::baseline)
              .from(evaluate.output(EvaluateModel.Out::baseline))
              .input(Report.In::trained)
              .from(train.output(TrainDelayModel.Out::trained))
              .input(Report.In::flights)
              .from(evaluate.output(EvaluateModel.Out::flights))
              .input(Report.In::bins)
              .from(evaluate.output(EvaluateModel.Out::bins));
        });
  }
}
