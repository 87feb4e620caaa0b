// SPDX-License-Identifier: Apache-2.0
package dev.outrider.step.attempt;

import java.util.Objects;
import java.util.Optional;

/** What a step ran on. */
public final class EnvironmentRecord extends JsonValueObject {

  private final String outrider;
  private final String java;
  private final Optional<String> spark;
  private final Optional<String> scala;
  private final Optional<String> application;
  private final String timeZone;
  private final String charset;
  private final String locale;
  private final Optional<Boolean> ansi;

  /**
   * All parts.
   *
   * @param outrider Outrider's version
   * @param java Java's version
   * @param spark Spark's version; empty for a plain step
   * @param scala Scala's version; empty for a plain step
   * @param application Spark's application id
   * @param timeZone the session's time zone
   * @param charset the default character set of the driver
   * @param locale the default locale of the driver; empty for the root locale
   * @param ansi whether Spark's ANSI mode was on
   */
  public EnvironmentRecord(
      String outrider,
      String java,
      Optional<String> spark,
      Optional<String> scala,
      Optional<String> application,
      String timeZone,
      String charset,
      String locale,
      Optional<Boolean> ansi) {
    this.outrider = Objects.requireNonNull(outrider, "outrider");
    this.java = Objects.requireNonNull(java, "java");
    this.spark = Objects.requireNonNull(spark, "spark");
    this.scala = Objects.requireNonNull(scala, "scala");
    this.application = Objects.requireNonNull(application, "application");
    this.timeZone = Objects.requireNonNull(timeZone, "timeZone");
    this.charset = Objects.requireNonNull(charset, "charset");
    this.locale = Objects.requireNonNull(locale, "locale");
    this.ansi = Objects.requireNonNull(ansi, "ansi");
  }

  /** Outrider's version. */
  public String outrider() {
    return outrider;
  }

  /** Java's version. */
  public String java() {
    return java;
  }

  /** Spark's version; empty for a plain step. */
  public Optional<String> spark() {
    return spark;
  }

  /** Scala's version; empty for a plain step. */
  public Optional<String> scala() {
    return scala;
  }

  /** Spark's application id. */
  public Optional<String> application() {
    return application;
  }

  /** The session's time zone. */
  public String timeZone() {
    return timeZone;
  }

  /** The default character set of the driver. */
  public String charset() {
    return charset;
  }

  /** The default locale of the driver; empty for the root locale. */
  public String locale() {
    return locale;
  }

  /** Whether Spark's ANSI mode was on. */
  public Optional<Boolean> ansi() {
    return ansi;
  }
}
