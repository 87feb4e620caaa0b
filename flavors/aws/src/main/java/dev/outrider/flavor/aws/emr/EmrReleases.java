// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.aws.emr;

import dev.outrider.flavor.Platform;
import dev.outrider.flavor.base.request.SparkAndJava;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What EMR's releases run Spark with. The versions are those of the pages "Spark release history"
 * and "Application versions in Amazon EMR 7.x releases" of the Amazon EMR Release Guide, as of
 * 2026-11. That Java 17 is the default of the line 7 and Java 8 that of older ones, and that a
 * cluster has one Java only, its page "Configure applications to use a specific Java Virtual
 * Machine" says. Pure.
 */
final class EmrReleases {
  /** The table and its month, for people. */
  static final String TABLE = "table of 2026-11";

  /** Releases of the line 7 have the Scala line 2.12 and Java 17. */
  private static final int JAVA = 17;

  private static final String SCALA = "2.12";

  private static final Pattern LABEL = Pattern.compile("emr-(\\d{1,3})\\.(\\d{1,3})\\.\\d{1,3}");

  /** The first line whose default Java runs what Outrider is built for. */
  private static final int FIRST = 7;

  /** By the minor number of a release of the line 7; its patches have the same versions. */
  private static final Map<Integer, String> SPARK =
      Map.ofEntries(
          Map.entry(0, "3.5.0"),
          Map.entry(1, "3.5.0"),
          Map.entry(2, "3.5.1"),
          Map.entry(3, "3.5.1"),
          Map.entry(4, "3.5.2"),
          Map.entry(5, "3.5.2"),
          Map.entry(6, "3.5.3"),
          Map.entry(7, "3.5.3"),
          Map.entry(8, "3.5.4"),
          Map.entry(9, "3.5.5"),
          Map.entry(10, "3.5.5"),
          Map.entry(11, "3.5.6"),
          Map.entry(12, "3.5.6"),
          Map.entry(13, "3.5.6"));

  private EmrReleases() {}

  /**
   * What a release runs Spark with.
   *
   * @param label of the cluster: {@code emr-7.9.0}
   * @return empty for one that is not in the table
   */
  static Optional<Platform> platform(String label) {
    Matcher parts = LABEL.matcher(label);
    if (!parts.matches() || Integer.parseInt(parts.group(1)) != FIRST) {
      return Optional.empty();
    }
    return Optional.ofNullable(SPARK.get(Integer.parseInt(parts.group(2))))
        .map(spark -> new Platform(spark + "_" + SCALA, JAVA));
  }

  /**
   * The release of a cluster.
   *
   * @param label such as {@code emr-7.9.0}
   * @param subject what has this label, for messages
   * @param advice what to do with a newer one, which follows it
   */
  record Release(String label, String subject, String advice) {

    /**
     * What it runs Spark with.
     *
     * @param set wins over the table
     * @throws IOException when the table does not have the release, and not all is set
     */
    Platform platform(SparkAndJava set) throws IOException {
      return set.over(EmrReleases.platform(label))
          .orElseThrow(
              () ->
                  new IOException(
                      subject
                          + (isTooOld(label)
                              ? ", whose Java 8 is too old. " + advice + " emr-7.0.0 or newer."
                              : ", which is not in this Outrider's "
                                  + TABLE
                                  + ". "
                                  + set.advice())));
    }
  }

  /** What a release runs Spark with, and what says so. */
  static String shown(String label, SparkAndJava set) {
    return set.shown(platform(label), TABLE) + ".";
  }

  /** Whether a release is older than all that can be used. */
  static boolean isTooOld(String label) {
    Matcher parts = LABEL.matcher(label);
    return parts.matches() && Integer.parseInt(parts.group(1)) < FIRST;
  }
}
