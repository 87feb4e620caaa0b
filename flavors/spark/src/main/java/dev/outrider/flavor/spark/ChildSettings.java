// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.spark;

import dev.outrider.flavor.OperatorContext;
import dev.outrider.flavor.Setting;
import dev.outrider.flavor.SettingType;
import dev.outrider.flavor.Settings;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The settings of every flavor whose drivers are children of this machine. */
final class ChildSettings {
  private static final String SPARK_HOME = "spark-home";
  private static final String JAVA_HOME = "java-home";
  private static final String CANCEL_GRACE = "cancel-grace";

  static final List<Setting> ALL =
      List.of(
          Setting.of(SPARK_HOME, SettingType.PATH, "the Spark home; SPARK_HOME where not set")
              .forExample("/opt/spark-3.5.5"),
          Setting.of(JAVA_HOME, SettingType.PATH, "the Java of the driver; JAVA_HOME where not set")
              .forExample("/usr/lib/jvm/java-17"),
          Setting.of(
                  CANCEL_GRACE,
                  SettingType.DURATION,
                  "how long a cancelled step may take to end before it is killed")
              .orElse("30s"));

  private ChildSettings() {}

  /**
   * @param master the cluster's master; empty for Spark's local one
   * @throws IllegalArgumentException when there is no Spark home, or the folder is none
   */
  static LocalOperator open(
      String flavor, Optional<String> master, Settings settings, OperatorContext context) {
    Path home =
        settings
            .path(SPARK_HOME)
            .or(() -> variable("SPARK_HOME", context))
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "There is no Spark home: set 'step-operator."
                            + context.name()
                            + ".spark-home', or the variable SPARK_HOME."));
    return new LocalOperator(
        flavor,
        master,
        SparkHome.in(home),
        settings.path(JAVA_HOME).or(() -> variable("JAVA_HOME", context)),
        settings.below("spark."),
        settings.duration(CANCEL_GRACE),
        context.workFolder(),
        new ThisMachine(),
        context.clock());
  }

  private static Optional<Path> variable(String name, OperatorContext context) {
    return Optional.ofNullable(context.environment().get(name)).map(Path::of);
  }
}
