// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outrider.pipeline.Resources;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FlavorInfoTest {
  private static final FlavorInfo INFO =
      FlavorInfo.of("toy", "tests", "for tests")
          .settings(
              List.of(
                  Setting.of("deploy-mode", SettingType.TEXT, "where the driver runs")
                      .oneOf("cluster", "client")
                      .orElse("cluster"),
                  Setting.of("market", SettingType.TEXT, "on what terms").oneOf("spot", "none")))
          .can(Capability.CANCEL)
          .canWhen("deploy-mode", "cluster", Capability.DRIVER_CORES)
          .canWhen("market", "spot", Capability.SPOT);

  private static FlavorInfo under(Map<String, String> given) {
    return INFO.under(Settings.of(INFO.settings(), given));
  }

  @Test
  void anOperatorCanWhatItsSettingsAllow() {
    assertThat(under(Map.of()).capabilities())
        .containsExactlyInAnyOrder(Capability.CANCEL, Capability.DRIVER_CORES);
    assertThat(under(Map.of("deploy-mode", "client", "market", "spot")).capabilities())
        .containsExactlyInAnyOrder(Capability.CANCEL, Capability.SPOT);
    assertThat(under(Map.of("market", "none")).conditional()).isEmpty();
  }

  @Test
  void aResourceThatTheSettingsForbidIsNotSupported() {
    Resources asked = Resources.unspecified().driverCores(2);

    assertThat(under(Map.of()).unsupported(asked)).isEmpty();
    assertThat(under(Map.of("deploy-mode", "client")).unsupported(asked))
        .extracting(Unsupported::resource)
        .containsExactly("driver-cores");
  }
}
