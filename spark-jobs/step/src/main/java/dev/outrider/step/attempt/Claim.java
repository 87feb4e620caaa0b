// SPDX-License-Identifier: Apache-2.0
package dev.outrider.step.attempt;

import java.time.Instant;
import java.util.Objects;

/** The first launch of an attempt says that the attempt is its own: {@code claim.json}. */
public final class Claim extends JsonValueObject {

  private final int format;
  private final String launch;
  private final String host;
  private final Instant at;

  /**
   * All parts.
   *
   * @param format the format of this document, {@link Formats#CURRENT}
   * @param launch the launch's random id
   * @param host the driver's host name
   * @param at when, by the driver's clock
   */
  public Claim(int format, String launch, String host, Instant at) {
    this.format = format;
    this.launch = Objects.requireNonNull(launch, "launch");
    this.host = Objects.requireNonNull(host, "host");
    this.at = Objects.requireNonNull(at, "at");
  }

  /** The format of this document, {@link Formats#CURRENT}. */
  public int format() {
    return format;
  }

  /** The launch's random id. */
  public String launch() {
    return launch;
  }

  /** The driver's host name. */
  public String host() {
    return host;
  }

  /** When, by the driver's clock. */
  public Instant at() {
    return at;
  }
}
