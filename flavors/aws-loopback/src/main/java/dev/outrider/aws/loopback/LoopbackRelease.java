// SPDX-License-Identifier: Apache-2.0
package dev.outrider.aws.loopback;

import dev.outrider.flavor.Platform;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which release of EMR a Spark home of this machine can stand for: the newest one with its version
 * of Spark. The versions are those of the page "Application versions in Amazon EMR 7.x releases" of
 * the Amazon EMR Release Guide. Pure.
 */
final class LoopbackRelease {
  private static final String SCALA = "_2.12";
  private static final int JAVA = 17;

  private static final Map<String, String> LABELS =
      Map.of(
          "3.5.0", "emr-7.1.0",
          "3.5.1", "emr-7.3.0",
          "3.5.2", "emr-7.5.0",
          "3.5.3", "emr-7.7.0",
          "3.5.4", "emr-7.8.0",
          "3.5.5", "emr-7.10.0",
          "3.5.6", "emr-7.13.0");

  private LoopbackRelease() {}

  /** The releases that can be rehearsed, by their version of Spark. */
  static Map<String, String> labels() {
    return new TreeMap<>(LABELS);
  }

  /**
   * The release's label: {@code emr-7.10.0}.
   *
   * @param home what this machine has
   * @throws IllegalArgumentException when no release has that; the message says what to set
   */
  static String of(Platform home) {
    if (home.java() < JAVA) {
      throw new IllegalArgumentException(
          "Releases of EMR run Spark with Java 17, and this machine with Java "
              + home.java()
              + ". Set the variable JAVA_HOME to a Java 17.");
    }
    String line = home.sparkLine();
    String label =
        line.endsWith(SCALA) ? LABELS.get(line.substring(0, line.length() - SCALA.length())) : null;
    if (label == null) {
      throw new IllegalArgumentException(
          "No release of EMR that can be rehearsed has Spark "
              + line
              + ". Set the variable SPARK_HOME to one of Spark "
              + String.join(", ", labels().keySet())
              + " with Scala 2.12.");
    }
    return label;
  }
}
