// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.spark;

import dev.outrider.flavor.Capability;
import dev.outrider.flavor.DeployMode;
import dev.outrider.flavor.Flavor;
import dev.outrider.flavor.FlavorInfo;
import dev.outrider.flavor.OperatorContext;
import dev.outrider.flavor.Setting;
import dev.outrider.flavor.SettingType;
import dev.outrider.flavor.Settings;
import dev.outrider.flavor.StepOperator;
import dev.outrider.flavor.base.request.Refusals;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The flavor {@code spark}: a step's executors run on a standalone cluster, its driver is a process
 * of this machine or runs on a worker as well.
 */
public final class SparkFlavor implements Flavor {
  private static final String MASTER = "master";
  private static final FlavorInfo INFO =
      FlavorInfo.of(
              "spark",
              "spark",
              "Runs a step on a standalone Spark cluster, with its driver on this machine or on a"
                  + " worker.")
          .documented(
              "The artifact store must be a folder that this machine and all workers share; or, in"
                  + " deploy-mode client, in S3, for which the workers' Spark needs Hadoop's S3A"
                  + " as well. In deploy-mode cluster 'endpoint' is the master's REST server, where not set"
                  + " port 6066 of the master's host; the drivers run with the workers' Java, whose"
                  + " version 'java-home' tells; 'lane' and 'cancel-grace' mean nothing; a setting"
                  + " that looks like a secret is refused, for a worker puts it on the driver's"
                  + " command line.")
          .deploys(DeployMode.CLIENT, DeployMode.CLUSTER)
          .can(
              Capability.CANCEL,
              Capability.LIVE_LOGS,
              Capability.FIND,
              Capability.GPU,
              Capability.MULTI_NODE)
          .stores("file", "s3", "s3a")
          .settings(settings());

  private static List<Setting> settings() {
    List<Setting> settings = new ArrayList<>();
    settings.add(
        Setting.of(MASTER, SettingType.TEXT, "the cluster's master")
            .mustBeSet()
            .forExample("spark://master.example:7077"));
    settings.addAll(ClusterSettings.ALL);
    settings.addAll(ChildSettings.ALL);
    return settings;
  }

  private final LongSupplier nanos;

  public SparkFlavor() {
    this(System::nanoTime);
  }

  /**
   * @param nanos a monotonic clock, in nanoseconds
   */
  SparkFlavor(LongSupplier nanos) {
    this.nanos = nanos;
  }

  @Override
  public FlavorInfo info() {
    return INFO;
  }

  /**
   * @throws IllegalArgumentException when the master is not a standalone one, an address is
   *     malformed, the Spark home is missing, or the folder is not a Spark home
   */
  @Override
  public StepOperator open(Settings settings, OperatorContext context) {
    StandaloneMaster master =
        new StandaloneMaster(settings.required(MASTER), new Refusals(context.name()).key(MASTER));
    if (settings.required(ClusterSettings.DEPLOY_MODE).equals(ClusterSettings.CLUSTER)) {
      return ClusterSettings.open(INFO, master, settings, context, nanos);
    }
    return ChildSettings.open(INFO, Optional.of(master), settings, context);
  }
}
