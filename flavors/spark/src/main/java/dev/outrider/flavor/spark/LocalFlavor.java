// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.spark;

import dev.outrider.flavor.Capability;
import dev.outrider.flavor.Flavor;
import dev.outrider.flavor.FlavorInfo;
import dev.outrider.flavor.OperatorContext;
import dev.outrider.flavor.Setting;
import dev.outrider.flavor.SettingType;
import dev.outrider.flavor.Settings;
import dev.outrider.flavor.StepOperator;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The flavor {@code local}: a step is one process of this machine, with Spark's local master in it.
 */
public final class LocalFlavor implements Flavor {

  static final String NAME = "local";
  static final String SPARK_HOME = "spark-home";
  static final String JAVA_HOME = "java-home";
  static final String CANCEL_GRACE = "cancel-grace";

  private static final FlavorInfo INFO =
      new FlavorInfo(
          NAME,
          "spark",
          "Runs a step as a process of this machine, by the spark-submit of a Spark home.",
          "",
          Set.of(Capability.CANCEL, Capability.LIVE_LOGS, Capability.FIND),
          Set.of("file"),
          List.of(
              Setting.of(SPARK_HOME, SettingType.PATH, "the Spark home; SPARK_HOME where not set")
                  .forExample("/opt/spark-3.5.5"),
              Setting.of(
                      JAVA_HOME,
                      SettingType.PATH,
                      "the Java of the driver; JAVA_HOME where not set")
                  .forExample("/usr/lib/jvm/java-17"),
              Setting.of(
                      CANCEL_GRACE,
                      SettingType.DURATION,
                      "how long a cancelled step may take to end before it is killed")
                  .orElse("30s")));

  @Override
  public FlavorInfo info() {
    return INFO;
  }

  /**
   * @throws IllegalArgumentException when there is no Spark home, or the folder is none
   */
  @Override
  public StepOperator open(Settings settings, OperatorContext context) {
    Path home =
        settings
            .path(SPARK_HOME)
            .or(() -> Optional.ofNullable(context.environment().get("SPARK_HOME")).map(Path::of))
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "There is no Spark home: set 'spark-home', or the variable SPARK_HOME."));
    return new LocalOperator(
        SparkHome.in(home),
        settings
            .path(JAVA_HOME)
            .or(() -> Optional.ofNullable(context.environment().get("JAVA_HOME")).map(Path::of)),
        settings.below("spark."),
        settings.duration(CANCEL_GRACE),
        context.workFolder(),
        new ThisMachine(),
        context.clock());
  }
}
