// SPDX-License-Identifier: Apache-2.0
package dev.outrider.plugin.toy;

import dev.outrider.flavor.Capability;
import dev.outrider.flavor.Flavor;
import dev.outrider.flavor.FlavorInfo;
import dev.outrider.flavor.OperatorContext;
import dev.outrider.flavor.Setting;
import dev.outrider.flavor.SettingType;
import dev.outrider.flavor.Settings;
import dev.outrider.flavor.StepOperator;
import java.util.List;

/** A flavor that calls its SDK only when one of its operators is called. */
public class ToyFlavor implements Flavor {
  @Override
  public FlavorInfo info() {
    return info("toy");
  }

  static FlavorInfo info(String name) {
    return FlavorInfo.of(name, "toys", "For tests.")
        .can(Capability.CANCEL, Capability.LIVE_LOGS)
        .stores("file")
        .settings(List.of(Setting.of("size", SettingType.COUNT, "how many").orElse("2")));
  }

  @Override
  public StepOperator open(Settings settings, OperatorContext context) {
    return new ToyOperator();
  }
}
