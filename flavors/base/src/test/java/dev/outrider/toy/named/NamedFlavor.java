// SPDX-License-Identifier: Apache-2.0
package dev.outrider.toy.named;

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
import dev.outrider.flavor.base.follow.MissingJobs;
import dev.outrider.flavor.base.http.JsonService;
import dev.outrider.flavor.base.request.Refusals;
import dev.outrider.flavor.base.submit.AtMostOnce;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * A toy: the flavor of a platform that takes the caller's name for a job and refuses a second job
 * of it. Its logs are there after a job's end.
 *
 * @param nanos a monotonic clock, in nanoseconds
 */
record NamedFlavor(LongSupplier nanos) implements Flavor {

  private static final String TOKEN = "token";

  /** How long a request without an answer may be on its way. */
  private static final Duration SETTLING = Duration.ofSeconds(30);

  private static final FlavorInfo INFO =
      FlavorInfo.of("named", "toy", "Runs a step as a job of its own name on a toy platform.")
          .deploys(DeployMode.CLUSTER)
          .can(Capability.CANCEL, Capability.FIND)
          .stores("file")
          .settings(
              List.of(
                  CommonSettings.ENDPOINT.mustBeSet(),
                  Setting.of(TOKEN, SettingType.TEXT, "proves to the platform who asks")
                      .forExample("${env:NAMED_TOKEN}")
                      .mustBeSet()
                      .isSecret(),
                  CommonSettings.PROXY,
                  CommonSettings.CA_FILE,
                  CommonSettings.CONNECT_TIMEOUT,
                  CommonSettings.REQUEST_TIMEOUT));

  @Override
  public FlavorInfo info() {
    return INFO;
  }

  @Override
  public StepOperator open(Settings settings, OperatorContext context) {
    Refusals refusals = new Refusals(context.name());
    return new NamedOperator(
        new NamedRequestMapping(INFO, settings.below("spark."), refusals),
        new JsonService(settings, refusals, TOKEN, "error"),
        context.workFolder(),
        AtMostOnce.byName(AtMostOnce.Timing.of(settings, SETTLING, nanos)),
        new MissingJobs());
  }
}
