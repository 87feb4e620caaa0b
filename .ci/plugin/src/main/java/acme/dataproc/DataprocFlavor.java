// SPDX-License-Identifier: Apache-2.0
package acme.dataproc;

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
import dev.outrider.flavor.base.request.Refusals;
import java.util.List;

/** Spark jobs of a Dataproc that is asked without credentials and without TLS. */
public final class DataprocFlavor implements Flavor {
  static final String NAME = "acme-dataproc";

  @Override
  public FlavorInfo info() {
    return FlavorInfo.of(
            NAME, "acme", "Submits to a Dataproc on this machine, through Google's own client.")
        .deploys(DeployMode.CLUSTER)
        .can(
            Capability.CANCEL,
            Capability.FIND,
            Capability.MULTI_NODE,
            Capability.DRIVER_CORES,
            Capability.MEMORY_OVERHEAD)
        .stores("file")
        .settings(
            List.of(
                Setting.of("address", SettingType.TEXT, "host and port of the Dataproc")
                    .orElse("127.0.0.1:9"),
                Setting.of("project", SettingType.TEXT, "the Google project").orElse("acme"),
                Setting.of("region", SettingType.TEXT, "where the cluster is").orElse("global"),
                Setting.of("cluster", SettingType.TEXT, "the cluster's name").orElse("steps"),
                CommonSettings.REQUEST_TIMEOUT.orElse("5s")));
  }

  @Override
  public StepOperator open(Settings settings, OperatorContext context) {
    return new DataprocStepOperator(
        info(),
        new DataprocSettings(
            settings.required("address"),
            settings.required("project"),
            settings.required("region"),
            settings.required("cluster"),
            settings.below("spark."),
            settings.duration("request-timeout")),
        new Refusals(context.name()));
  }
}
