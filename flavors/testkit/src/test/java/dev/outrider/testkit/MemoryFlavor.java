// SPDX-License-Identifier: Apache-2.0
package dev.outrider.testkit;

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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** The flavor of a {@link MemoryPlatform}. */
final class MemoryFlavor implements Flavor {
  private final MemoryPlatform platform;
  private final Optional<BrokenOperator> broken;
  private final AtomicInteger asked = new AtomicInteger();

  MemoryFlavor(MemoryPlatform platform, Optional<BrokenOperator> broken) {
    this.platform = platform;
    this.broken = broken;
  }

  private boolean is(BrokenOperator variant) {
    return broken.equals(Optional.of(variant));
  }

  @Override
  public FlavorInfo info() {
    List<Setting> settings = new ArrayList<>();
    settings.add(
        Setting.of("token", SettingType.TEXT, "opens the platform")
            .mustBeSet()
            .forExample("${env:TOKEN}")
            .isSecret());
    settings.add(CommonSettings.REQUEST_TIMEOUT);
    if (is(BrokenOperator.ENDPOINT_MEANS_SOMETHING_ELSE)) {
      settings.add(Setting.of("endpoint", SettingType.TEXT, "the end of a point"));
    }
    FlavorInfo info =
        FlavorInfo.of(
                "memory",
                "tests",
                is(BrokenOperator.INFO_CHANGES) ? "Call " + asked.incrementAndGet() : "For tests.")
            .deploys(DeployMode.CLUSTER)
            .can(capabilities())
            .gpuKinds(
                is(BrokenOperator.INFO_HAS_THE_PLATFORMS_WORD_OF_A_GPU)
                    ? "nvidia-tesla-t4"
                    : "memory-gpu")
            .stores(is(BrokenOperator.INFO_LACKS_STORES) ? new String[0] : new String[] {"file"})
            .limits(
                ProviderLimit.of(ProviderLimit.Subject.LOG, platform.keptLines(), "this class"),
                ProviderLimit.of(ProviderLimit.Subject.KEY, 63, "this class"),
                ProviderLimit.of(
                    ProviderLimit.Subject.LABEL_VALUE,
                    is(BrokenOperator.LIMIT_IS_TOO_HIGH) ? 100 : MemoryPlatform.LONGEST_LABEL,
                    "this class"))
            .settings(settings);
    if (is(BrokenOperator.INFO_GOES_BY_A_SETTING_THAT_IS_NOT_THERE)) {
      return info.can(Capability.CANCEL).canWhen("lane", "warm", Capability.FIND);
    }
    return is(BrokenOperator.CANNOT_CANCEL_BUT_SAYS_NOTHING)
        ? info.can(Capability.FIND, Capability.LIVE_LOGS)
        : info;
  }

  private Capability[] capabilities() {
    return Stream.of(Capability.values())
        .filter(
            each ->
                each != Capability.TRANSIENT_CLUSTER
                    || !is(BrokenOperator.CLUSTERS_ARE_NOT_DECLARED))
        .toArray(Capability[]::new);
  }

  @Override
  public StepOperator open(Settings settings, OperatorContext context) {
    return new MemoryOperator(
        platform, info(), settings.required("token"), context.workFolder(), broken);
  }
}
