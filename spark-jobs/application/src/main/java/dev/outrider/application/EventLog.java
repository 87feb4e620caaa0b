// SPDX-License-Identifier: Apache-2.0
package dev.outrider.application;

import dev.outrider.step.attempt.Event;
import dev.outrider.step.attempt.Formats;
import dev.outrider.step.attempt.StageRecord;
import dev.outrider.step.text.Masks;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What happens in a launch, until it is stored. Progress and stages that change faster than they
 * are stored are kept in their last state only; metrics are all kept. Thread-safe.
 */
final class EventLog {

  private final Clock clock;
  private final Masks masks;
  private final List<Event> waiting = new ArrayList<>();
  private final Map<String, Event> latest = new LinkedHashMap<>();
  private final Map<String, Double> metrics = new TreeMap<>();
  private long last;

  EventLog(Clock clock, Masks masks) {
    this.clock = clock;
    this.masks = masks;
  }

  synchronized void started() {
    waiting.add(event("started", Optional.empty(), Optional.empty(), Optional.empty()));
  }

  synchronized void progress(double fraction, String message) {
    String shown = masks.mask(message);
    latest.put(
        "progress", event("progress", Optional.empty(), Optional.of(fraction), Optional.of(shown)));
  }

  synchronized void metric(String name, double value) {
    metrics.put(name, value);
    waiting.add(event("metric", Optional.of(name), Optional.of(value), Optional.empty()));
  }

  synchronized void stage(String name, StageRecord stage, Optional<String> reason) {
    latest.put(
        "stage " + stage.id() + "." + stage.attempt(),
        new Event(
            Formats.CURRENT,
            1,
            clock.instant(),
            "stage",
            Optional.of(masks.mask(name)),
            Optional.empty(),
            reason.map(masks::mask),
            Optional.of(stage)));
  }

  synchronized void output(String name) {
    waiting.add(event("output", Optional.of(name), Optional.empty(), Optional.empty()));
  }

  synchronized void ended(String status) {
    takeLatest();
    waiting.add(event("ended", Optional.empty(), Optional.empty(), Optional.of(status)));
  }

  /** The last value of each metric. */
  synchronized Map<String, Double> metrics() {
    return new TreeMap<>(metrics);
  }

  /** Takes the events that wait, one JSON document a line, numbered; empty when there are none. */
  synchronized byte[] take() {
    takeLatest();
    StringBuilder lines = new StringBuilder();
    for (Event each : waiting) {
      last++;
      Event numbered =
          new Event(
              each.format(),
              last,
              each.at(),
              each.type(),
              each.name(),
              each.value(),
              each.message(),
              each.stage());
      lines.append(Formats.writeLine(numbered)).append('\n');
    }
    waiting.clear();
    return lines.toString().getBytes(StandardCharsets.UTF_8);
  }

  private void takeLatest() {
    waiting.addAll(latest.values());
    latest.clear();
  }

  private Event event(
      String type, Optional<String> name, Optional<Double> value, Optional<String> message) {
    return new Event(
        Formats.CURRENT, 1, clock.instant(), type, name, value, message, Optional.empty());
  }
}
