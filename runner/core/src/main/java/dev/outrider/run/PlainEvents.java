// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import dev.outrider.step.attempt.Event;
import dev.outrider.step.attempt.Formats;
import dev.outrider.step.text.Masks;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What happens in a launch of a plain step, until it is stored. Progress that changes faster than
 * it is stored is kept in its last state only; metrics are all kept. Thread-safe.
 */
final class PlainEvents {
  private static final String METRIC_NAME = "[A-Za-z0-9][A-Za-z0-9._-]{0,99}";

  /** An event without its number. */
  private record Happened(
      Instant at,
      String type,
      Optional<String> name,
      Optional<Double> value,
      Optional<String> message) {}

  private final String step;
  private final InstantSource clock;
  private final Masks masks;
  private final List<Happened> waiting = new ArrayList<>();
  private final Map<String, Double> metrics = new TreeMap<>();

  /** Those that were not a finite number once. */
  private final Set<String> odd = new HashSet<>();

  private Optional<Happened> progress = Optional.empty();
  private long last;
  private boolean reported;

  PlainEvents(String step, InstantSource clock, Masks masks) {
    this.step = step;
    this.clock = clock;
    this.masks = masks;
  }

  synchronized void started() {
    add("started", Optional.empty(), Optional.empty(), Optional.empty());
  }

  /**
   * @throws IllegalArgumentException when the fraction is not between 0 and 1
   */
  synchronized void progress(double fraction, String message) {
    if (!(fraction >= 0 && fraction <= 1)) {
      throw new IllegalArgumentException(
          "Step '" + step + "' reports progress " + fraction + ", which is not between 0 and 1.");
    }
    reported = true;
    progress =
        Optional.of(
            new Happened(
                clock.instant(),
                "progress",
                Optional.empty(),
                Optional.of(fraction),
                Optional.of(masks.mask(message))));
  }

  /**
   * Records a metric; NaN and infinities as they are.
   *
   * @return whether it is the first time that this metric is not a finite number
   * @throws IllegalArgumentException when the name is malformed
   */
  synchronized boolean metric(String name, double value) {
    if (!name.matches(METRIC_NAME)) {
      throw new IllegalArgumentException(
          "Step '"
              + step
              + "' records a metric '"
              + name
              + "', but a metric's name is of letters, digits, '.', '_' and '-', at most 100.");
    }
    reported = true;
    metrics.put(name, value);
    add("metric", Optional.of(name), Optional.of(value), Optional.empty());
    return !Double.isFinite(value) && odd.add(name);
  }

  synchronized void output(String name) {
    add("output", Optional.of(name), Optional.empty(), Optional.empty());
  }

  synchronized void ended(String status) {
    takeProgress();
    add("ended", Optional.empty(), Optional.empty(), Optional.of(status));
  }

  /** Whether the step has reported something itself. */
  synchronized boolean hasReports() {
    return reported;
  }

  /** The last value of each metric. */
  synchronized Map<String, Double> metrics() {
    return new TreeMap<>(metrics);
  }

  /** Takes the events that wait, one JSON document a line, numbered; empty when there are none. */
  synchronized byte[] take() {
    takeProgress();
    StringBuilder lines = new StringBuilder();
    for (Happened each : waiting) {
      Event event =
          new Event(
              Formats.CURRENT,
              ++last,
              each.at(),
              each.type(),
              each.name(),
              each.value(),
              each.message(),
              Optional.empty());
      lines.append(Formats.writeLine(event)).append('\n');
    }
    waiting.clear();
    return lines.toString().getBytes(StandardCharsets.UTF_8);
  }

  private void takeProgress() {
    progress.ifPresent(waiting::add);
    progress = Optional.empty();
  }

  private void add(
      String type, Optional<String> name, Optional<Double> value, Optional<String> message) {
    waiting.add(new Happened(clock.instant(), type, name, value, message));
  }
}
