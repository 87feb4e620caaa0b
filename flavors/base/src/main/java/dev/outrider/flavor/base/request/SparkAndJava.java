// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.base.request;

import dev.outrider.flavor.CommonSettings;
import dev.outrider.flavor.Platform;
import dev.outrider.flavor.Setting;
import dev.outrider.flavor.Settings;
import java.util.Optional;

/**
 * The Spark and the Java of a platform as far as {@link CommonSettings#RELEASE} are set; they win
 * over a flavor's dated table of releases. Pure.
 *
 * @param line Spark's version and Scala line
 * @param java its major version
 * @param refusals names the settings
 */
public record SparkAndJava(Optional<String> line, Optional<Integer> java, Refusals refusals) {

  /** Those of an operator. */
  public static SparkAndJava of(Settings settings, Refusals refusals) {
    return new SparkAndJava(
        settings.text(CommonSettings.SPARK_LINE.name()),
        settings.text(CommonSettings.JAVA.name()).map(Integer::valueOf),
        refusals);
  }

  /**
   * What is set, and the rest from the table.
   *
   * @param row of the table; empty for a release that it does not have
   * @return empty where a part is in neither
   */
  public Optional<Platform> over(Optional<Platform> row) {
    Optional<Integer> version = java.or(() -> row.map(Platform::java));
    return line.or(() -> row.map(Platform::sparkLine))
        .flatMap(spark -> version.map(each -> new Platform(spark, each)));
  }

  /**
   * Each part with what says so, for people: {@code Spark 3.5.5_2.12 (table of 2026-11), Java 11
   * ('step-operator.emr.java')}.
   *
   * @param row of the table; empty where the release is not known yet
   * @param table with its date
   */
  public String shown(Optional<Platform> row, String table) {
    return "Spark %s, Java %s"
        .formatted(
            part(line, CommonSettings.SPARK_LINE, row.map(Platform::sparkLine), table),
            part(java, CommonSettings.JAVA, row.map(Platform::java), table));
  }

  private String part(Optional<?> set, Setting setting, Optional<?> row, String table) {
    return set.map(each -> each + " (" + key(setting) + ")")
        .orElseGet(() -> row.map(Object::toString).orElse("of the release") + " (" + table + ")");
  }

  /** What to set for a release that the table does not have. */
  public String advice() {
    return "Set %s and %s to what it has."
        .formatted(key(CommonSettings.SPARK_LINE), key(CommonSettings.JAVA));
  }

  private String key(Setting setting) {
    return "'" + refusals.key(setting.name()) + "'";
  }
}
