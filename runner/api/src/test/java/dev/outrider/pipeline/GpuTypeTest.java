// SPDX-License-Identifier: Apache-2.0
package dev.outrider.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outrider.flavor.SettingType;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class GpuTypeTest {

  @ParameterizedTest
  @EnumSource
  void aChipsNameMeansItselfAndIsAccepted(GpuType type) {
    assertThat(GpuType.meantBy(type.id())).contains(type);
    assertThat(SettingType.GPU.accepts(type.id())).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "nvidia-tesla-t4, T4",
    "nvidia-tesla-p4, P4",
    "nvidia-tesla-p100, P100",
    "nvidia-tesla-v100, V100",
    "nvidia-tesla-a100, A100",
    "nvidia-a100-80gb, A100_80GB",
    "nvidia-l4, L4",
    "nvidia-h100-80gb, H100",
    "nvidia-h100-mega-80gb, H100_MEGA",
    "nvidia-h200-141gb, H200",
    "nvidia-b200, B200",
    "NVIDIA_TESLA_T4, T4",
    "NVIDIA_A100_80GB, A100_80GB",
    "tesla-t4, T4",
    "T4, T4"
  })
  void aPlatformsWordIsRefusedAndItsChipIsKnown(String word, GpuType meant) {
    assertThat(GpuType.meantBy(word)).contains(meant);
    assertThat(SettingType.GPU.accepts(word)).isFalse();
  }

  @Test
  void aChipThatIsNotListedMayBeDeclaredByAFlavor() {
    assertThat(GpuType.meantBy("mi300x")).isEqualTo(Optional.empty());
    assertThat(SettingType.GPU.accepts("mi300x")).isTrue();
    assertThat(SettingType.GPU.accepts("")).isFalse();
  }
}
