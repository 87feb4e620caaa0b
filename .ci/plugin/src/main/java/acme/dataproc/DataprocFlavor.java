// SPDX-License-Identifier: Apache-2.0
package acme.dataproc;

import dev.outrider.flavor.Capability;
import dev.outrider.flavor.Flavor;
import dev.outrider.flavor.FlavorInfo;
import dev.outrider.flavor.OperatorContext;
import dev.outrider.flavor.Setting;
import dev.outrider.flavor.SettingType;
import dev.outrider.flavor.Settings;
import dev.outrider.flavor.StepOperator;
import java.util.List;
import java.util.Set;

/** Spark jobs of a Dataproc that is asked without credentials and without TLS. */
public final class DataprocFlavor implements Flavor {
  static final String NAME = "acme-dataproc";

  @Override
  public FlavorInfo info() {
    return new FlavorInfo(
        NAME,
        "acme",
        "Submits to a Dataproc on this machine, through Google's own client.",
        "",
        Set.of(Capability.CANCEL, Capability.FIND),
        Set.of("file"),
        List.of(
            Setting.of("endpoint", SettingType.TEXT, "host and port of the Dataproc")
                .orElse("127.0.0.1:9"),
            Setting.of("project", SettingType.TEXT, "the Google project").orElse("acme"),
            Setting.of("region", SettingType.TEXT, "where the cluster is").orElse("global"),
            Setting.of("cluster", SettingType.TEXT, "the cluster's name").orElse("steps"),
            Setting.of("request-timeout", SettingType.DURATION, "how long an answer may take")
                .orElse("5s")));
  }

  @Override
  public StepOperator open(Settings settings, OperatorContext context) {
    return new DataprocStepOperator(
        new DataprocSettings(
            settings.required("endpoint"),
            settings.required("project"),
            settings.required("region"),
            settings.required("cluster"),
            settings.below("spark."),
            settings.duration("request-timeout")));
  }
}
