// SPDX-License-Identifier: Apache-2.0
package dev.outrider.toy.batch;

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
import dev.outrider.flavor.base.follow.MissingJobs;
import dev.outrider.flavor.base.http.JsonService;
import dev.outrider.flavor.base.request.Refusals;
import dev.outrider.flavor.base.submit.AtMostOnce;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * A toy: the flavor of a platform that assigns ids, makes a second job when it is asked twice, and
 * lists jobs by label.
 *
 * @param nanos a monotonic clock, in nanoseconds
 */
record BatchFlavor(LongSupplier nanos) implements Flavor {

  private static final String TOKEN = "token";

  /** How long a list may lack a job whose request had no answer. */
  private static final Duration SETTLING = Duration.ofSeconds(30);

  private static final FlavorInfo INFO =
      FlavorInfo.of("batch", "toy", "Runs a step as a batch of a toy platform.")
          .deploys(DeployMode.CLUSTER)
          .can(
              Capability.CANCEL,
              Capability.LIVE_LOGS,
              Capability.FIND,
              Capability.MULTI_NODE,
              Capability.DRIVER_CORES,
              Capability.MEMORY_OVERHEAD,
              Capability.SPOT)
          .stores("file")
          .limits(ProviderLimit.of(ProviderLimit.Subject.LABEL_VALUE, 63, "toy, Labels"))
          .settings(
              List.of(
                  CommonSettings.ENDPOINT.mustBeSet(),
                  Setting.of(TOKEN, SettingType.TEXT, "proves to the platform who asks")
                      .forExample("${env:BATCH_TOKEN}")
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
    return new BatchOperator(
        new BatchRequestMapping(INFO, settings.below("spark."), refusals),
        new JsonService(settings, refusals, TOKEN, "error"),
        context.workFolder(),
        new AtMostOnce(AtMostOnce.Timing.of(settings, SETTLING, nanos)),
        new MissingJobs());
  }
}
