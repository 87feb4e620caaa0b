// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.spark;

import dev.outrider.flavor.Capability;
import dev.outrider.flavor.CommonSettings;
import dev.outrider.flavor.DeployMode;
import dev.outrider.flavor.Flavor;
import dev.outrider.flavor.FlavorInfo;
import dev.outrider.flavor.OperatorContext;
import dev.outrider.flavor.Setting;
import dev.outrider.flavor.SettingType;
import dev.outrider.flavor.Settings;
import dev.outrider.flavor.StepOperator;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The flavor {@code local}: a step is one process of this machine, with Spark's local master in it.
 */
public final class LocalFlavor implements Flavor {
  /** Its default depends on the machine: see {@link LocalOperator#maxConcurrent}. */
  private static final Setting MAX_CONCURRENT =
      Setting.of(
          CommonSettings.MAX_CONCURRENT.name(),
          SettingType.POSITIVE,
          CommonSettings.MAX_CONCURRENT.description() + " (default: half the cores, at least 1)");

  private static final FlavorInfo INFO =
      FlavorInfo.of(
              "local",
              "spark",
              "Runs a step as a process of this machine, by the spark-submit of a Spark home.")
          .deploys(DeployMode.CLIENT)
          .can(Capability.CANCEL, Capability.LIVE_LOGS, Capability.FIND, Capability.DRIVER_CORES)
          .stores("file", "s3", "s3a")
          .rehearsedByItself()
          .settings(Stream.concat(ChildSettings.ALL.stream(), Stream.of(MAX_CONCURRENT)).toList());

  @Override
  public FlavorInfo info() {
    return INFO;
  }

  /**
   * @throws IllegalArgumentException when the Spark home is missing, or the folder is not a Spark
   *     home
   */
  @Override
  public StepOperator open(Settings settings, OperatorContext context) {
    return ChildSettings.open(INFO, Optional.empty(), settings, context);
  }
}
