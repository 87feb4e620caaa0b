// SPDX-License-Identifier: Apache-2.0
package dev.outrider.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.outrider.step.value.JsonForm;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** What a run of the flight-delay pipeline has found out. */
record FlightNumbers(RunSummary run) {

  /** The mean delay of an airport, as the example writes it. */
  record Airport(
      String iata,
      String name,
      double latitude,
      double longitude,
      long flights,
      double meanDelay) {}

  /** What the page of delays says of an hour. */
  record Hour(int hour, long flights, double meanDelay, double lateShare) {}

  /** What the evaluation says of flights with about the same prediction. */
  record Bin(double predicted, double actual, long flights) {}

  /** That both have found out the same; what depends on the order of rows, nearly. */
  void assertSameAs(FlightNumbers other) throws Exception {
    assertThat(rows(run)).isEqualTo(rows(other.run)).containsEntry("clean.output", 300_310L);
    List<Airport> here = airports(other.run);
    List<Airport> there = airports(run);
    assertThat(there).hasSameSizeAs(here).hasSizeGreaterThan(200);
    for (int i = 0; i < here.size(); i++) {
      assertThat(there.get(i).iata()).isEqualTo(here.get(i).iata());
      assertThat(there.get(i).name()).isEqualTo(here.get(i).name());
      assertThat(there.get(i).flights()).isEqualTo(here.get(i).flights());
      double mean = here.get(i).meanDelay();
      assertThat(there.get(i).meanDelay()).isCloseTo(mean, within(Math.abs(mean) * 1e-9 + 1e-12));
    }
    List<Hour> hours = hours(other.run);
    List<Hour> hoursHere = hours(run);
    assertThat(hoursHere).hasSameSizeAs(hours).hasSize(24);
    for (int i = 0; i < hours.size(); i++) {
      assertThat(hoursHere.get(i).hour()).isEqualTo(hours.get(i).hour());
      assertThat(hoursHere.get(i).flights()).isEqualTo(hours.get(i).flights());
      double mean = hours.get(i).meanDelay();
      assertThat(hoursHere.get(i).meanDelay())
          .isCloseTo(mean, within(Math.abs(mean) * 1e-9 + 1e-12));
      double late = hours.get(i).lateShare();
      assertThat(hoursHere.get(i).lateShare()).isCloseTo(late, within(late * 1e-9 + 1e-12));
    }
    assertThat(value(run, "train", "trained", Long.class))
        .isEqualTo(value(other.run, "train", "trained", Long.class));
    long evaluated = (long) value(other.run, "evaluate", "flights", Long.class);
    assertThat(value(run, "evaluate", "flights", Long.class)).isEqualTo(evaluated);
    for (RunSummary each : List.of(other.run, run)) {
      assertThat(bins(each).stream().mapToLong(Bin::flights).sum()).isEqualTo(evaluated);
    }
    double rmse = (double) value(other.run, "evaluate", "rmse", Double.class);
    assertThat((double) value(run, "evaluate", "rmse", Double.class))
        .isCloseTo(rmse, within(rmse / 100));
    assertThat(rmse).isBetween(20.0, 29.0);
  }

  private static Map<String, Long> rows(RunSummary run) {
    Map<String, Long> rows = new java.util.TreeMap<>();
    for (RunSummary.Step step : run.steps()) {
      assertThat(step.phase()).as(step.step()).isEqualTo("succeeded");
      step.outputs()
          .forEach((name, out) -> out.rows().ifPresent(n -> rows.put(step.step() + "." + name, n)));
    }
    return rows;
  }

  @SuppressWarnings("unchecked")
  private static List<Airport> airports(RunSummary run) throws Exception {
    var type = Holder.class.getDeclaredField("airports").getGenericType();
    return (List<Airport>) value(run, "delays", "airports", type);
  }

  @SuppressWarnings("unchecked")
  private static List<Hour> hours(RunSummary run) throws Exception {
    var type = Holder.class.getDeclaredField("hours").getGenericType();
    return (List<Hour>) value(run, "delays", "hours", type);
  }

  @SuppressWarnings("unchecked")
  private static List<Bin> bins(RunSummary run) throws Exception {
    var type = Holder.class.getDeclaredField("bins").getGenericType();
    return (List<Bin>) value(run, "evaluate", "bins", type);
  }

  private static final class Holder {
    List<Airport> airports;
    List<Hour> hours;
    List<Bin> bins;
  }

  private static Object value(
      RunSummary run, String step, String output, java.lang.reflect.Type type) throws IOException {
    RunSummary.Step found =
        run.steps().stream().filter(each -> each.step().equals(step)).findFirst().orElseThrow();
    URI uri = found.outputs().get(output).uri().orElseThrow();
    return JsonForm.read(Files.readString(Path.of(uri).resolve("value.json")), type, output);
  }
}
