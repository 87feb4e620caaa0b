// SPDX-License-Identifier: Apache-2.0
package dev.outrider.step.attempt;

import dev.outrider.step.text.TextLimit;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/** One line of {@code events/NNNNNN.jsonl}: something that happened in a launch. */
public final class Event extends JsonValueObject {

  private final int format;
  private final long seq;
  private final Instant at;
  private final String type;
  private final Optional<String> name;
  private final Optional<Double> value;
  private final Optional<String> message;
  private final Optional<StageRecord> stage;

  /**
   * All parts.
   *
   * @param format the format of this document, {@link Formats#CURRENT}
   * @param seq counts up from 1 within the launch, without gaps
   * @param at when, by the driver's clock
   * @param type {@code started}, {@code progress}, {@code metric}, {@code stage}, {@code output} or
   *     {@code ended}
   * @param name a metric's, stage's or output's name; at most 200 characters are kept
   * @param value a metric's value, or how much of the step is done, between 0 and 1
   * @param message a progress message, of which at most 200 characters are kept, the reason of a
   *     stage's failure, of which 2,000 are, or the status at the end
   * @param stage how far a Spark stage is
   */
  public Event(
      int format,
      long seq,
      Instant at,
      String type,
      Optional<String> name,
      Optional<Double> value,
      Optional<String> message,
      Optional<StageRecord> stage) {
    this.format = format;
    this.seq = seq;
    this.at = Objects.requireNonNull(at, "at");
    this.type = Objects.requireNonNull(type, "type");
    this.name = name.map(TextLimit.PROGRESS::cut);
    this.value = Objects.requireNonNull(value, "value");
    this.message =
        message.map(("progress".equals(type) ? TextLimit.PROGRESS : TextLimit.MESSAGE)::cut);
    this.stage = Objects.requireNonNull(stage, "stage");
  }

  /** The format of this document, {@link Formats#CURRENT}. */
  public int format() {
    return format;
  }

  /** Counts up from 1 within the launch, without gaps. */
  public long seq() {
    return seq;
  }

  /** When, by the driver's clock. */
  public Instant at() {
    return at;
  }

  /**
   * {@code started}, {@code progress}, {@code metric}, {@code stage}, {@code output} or {@code
   * ended}.
   */
  public String type() {
    return type;
  }

  /** A metric's, stage's or output's name. */
  public Optional<String> name() {
    return name;
  }

  /** A metric's value, or how much of the step is done, between 0 and 1. */
  public Optional<Double> value() {
    return value;
  }

  /** A progress message, the reason of a stage's failure, or the status at the end. */
  public Optional<String> message() {
    return message;
  }

  /** How far a Spark stage is. */
  public Optional<StageRecord> stage() {
    return stage;
  }
}
