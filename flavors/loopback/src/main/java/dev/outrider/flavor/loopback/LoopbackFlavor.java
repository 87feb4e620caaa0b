// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.loopback;

import dev.outrider.flavor.Capability;
import dev.outrider.flavor.CommonSettings;
import dev.outrider.flavor.DeployMode;
import dev.outrider.flavor.Flavor;
import dev.outrider.flavor.FlavorInfo;
import dev.outrider.flavor.OperatorContext;
import dev.outrider.flavor.ProviderLimit;
import dev.outrider.flavor.Setting;
import dev.outrider.flavor.SettingType;
import dev.outrider.flavor.Settings;
import dev.outrider.flavor.StepOperator;
import dev.outrider.flavor.base.http.JsonService;
import dev.outrider.flavor.base.request.Refusals;
import java.util.List;

/** The flavor {@code loopback}: steps on a platform of Outrider's own, for trials and tests. */
public final class LoopbackFlavor implements Flavor {
  static final String NAME = "loopback";

  /** The secret setting that proves who asks. */
  static final String TOKEN = "token";

  private static final FlavorInfo INFO =
      FlavorInfo.of(
              NAME, "loopback", "Runs a step on a platform on this machine, for trials and tests.")
          .documented("Nothing is there to be set up: outrider run --rehearse starts the platform.")
          .deploys(DeployMode.CLUSTER)
          .can(Capability.values())
          .gpuKinds("t4")
          .stores("file")
          .limits(JobRules.LIMITS.toArray(ProviderLimit[]::new))
          .settings(
              List.of(
                  CommonSettings.ENDPOINT.mustBeSet(),
                  Setting.of(TOKEN, SettingType.TEXT, "proves to the platform who asks").isSecret(),
                  CommonSettings.PROXY,
                  CommonSettings.CA_FILE,
                  CommonSettings.CONNECT_TIMEOUT,
                  CommonSettings.REQUEST_TIMEOUT))
          .rehearsedBy("outrider-loopback");

  @Override
  public FlavorInfo info() {
    return INFO;
  }

  @Override
  public StepOperator open(Settings settings, OperatorContext context) {
    return new LoopbackOperator(
        INFO,
        context.name(),
        settings.below("spark."),
        new JsonService(settings, new Refusals(context.name()), TOKEN, "error"));
  }
}
