// SPDX-License-Identifier: Apache-2.0
package dev.outrider.step.attempt;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * A small object by which one listing shows every job of a run: {@code <attempt-key>.beat} or
 * {@code .done}.
 */
public final class Mark extends JsonValueObject {

  private final int format;
  private final String launch;
  private final Instant at;
  private final Optional<String> status;

  /**
   * All parts.
   *
   * @param format the format of this document, {@link Formats#CURRENT}
   * @param launch the launch that wrote it
   * @param at when, by the driver's clock; it is judged by the store's time instead
   * @param status in {@code .done} the result's status; empty in a beat
   */
  public Mark(int format, String launch, Instant at, Optional<String> status) {
    this.format = format;
    this.launch = Objects.requireNonNull(launch, "launch");
    this.at = Objects.requireNonNull(at, "at");
    this.status = Objects.requireNonNull(status, "status");
  }

  /** The format of this document, {@link Formats#CURRENT}. */
  public int format() {
    return format;
  }

  /** The launch that wrote it. */
  public String launch() {
    return launch;
  }

  /** When, by the driver's clock; it is judged by the store's time instead. */
  public Instant at() {
    return at;
  }

  /** In {@code .done} the result's status; empty in a beat. */
  public Optional<String> status() {
    return status;
  }
}
