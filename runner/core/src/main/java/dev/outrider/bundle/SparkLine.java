// SPDX-License-Identifier: Apache-2.0
package dev.outrider.bundle;

import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A Spark that a bundle is for: a version and a Scala line. What Outrider knows of a Spark it knows
 * of its minor line, so that {@code 3.5_2.12}, {@code 3.5.2_2.12} and {@code 3.5.5_2.12} are the
 * same target. Immutable.
 *
 * @param spark the version, {@code 3.5} or {@code 3.5.5}
 * @param scala the Scala line, {@code 2.12} or {@code 2.13}
 */
public record SparkLine(String spark, String scala) {

  private static final Pattern FORM =
      Pattern.compile("(\\d+\\.\\d+(?:\\.\\d+[A-Za-z0-9.+-]*)?)(?:_(\\d+\\.\\d+))?");

  /**
   * A line whose class list Outrider has.
   *
   * @throws IllegalArgumentException when it has none, naming the ones it has
   */
  public SparkLine {
    Objects.requireNonNull(spark, "spark");
    Objects.requireNonNull(scala, "scala");
    if (find(spark, Optional.of(scala)).isEmpty()) {
      throw unknown(spark + "_" + scala);
    }
  }

  /**
   * Reads {@code 3.5.5_2.12}, {@code 3.5_2.12} or {@code 3.5}; without a Scala line it is the one
   * that Outrider knows of that Spark.
   *
   * @throws IllegalArgumentException when the text has another form, or names a line that Outrider
   *     has no class list of; the message names the known ones
   */
  public static SparkLine parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw new IllegalArgumentException(
          "'"
              + text
              + "' is no Spark line: write Spark's version and the Scala line, such as 3.5.5_2.12. Known are "
              + KnownLine.titles()
              + ".");
    }
    Optional<String> scala = Optional.ofNullable(form.group(2));
    KnownLine known = find(form.group(1), scala).orElseThrow(() -> unknown(text));
    return new SparkLine(form.group(1), known.scala());
  }

  /** The text that {@link #parse} reads: {@code 3.5.5_2.12}. */
  @Override
  public String toString() {
    return spark + "_" + scala;
  }

  /** The line without the last part of the version: {@code 3.5_2.12}. */
  String line() {
    return known().minor() + "_" + scala;
  }

  /** What Outrider knows of it. */
  KnownLine known() {
    return find(spark, Optional.of(scala)).orElseThrow();
  }

  private static Optional<KnownLine> find(String spark, Optional<String> scala) {
    return Stream.of(KnownLine.values())
        .filter(line -> spark.equals(line.minor()) || spark.startsWith(line.minor() + "."))
        .filter(line -> scala.isEmpty() || scala.get().equals(line.scala()))
        .findFirst();
  }

  private static IllegalArgumentException unknown(String text) {
    return new IllegalArgumentException(
        "Outrider has no class list of Spark "
            + text
            + ". Known are "
            + KnownLine.titles()
            + "; any release of these lines will do.");
  }
}
