// SPDX-License-Identifier: Apache-2.0
package dev.outrider.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArtifactStoreInfoTest {
  @Test
  void aStoreHasTheSchemesThatItNames() {
    assertThat(new ArtifactStoreInfo(Set.of("s3", "s3a"), "aws", "", List.of()).schemes())
        .containsExactlyInAnyOrder("s3", "s3a");
  }

  @ParameterizedTest
  @ValueSource(strings = {"file", "S3", "s3:", "3s", "c", ""})
  void aSchemeThatNoStoreOfAPluginMayHaveIsRefused(String scheme) {
    assertThatThrownBy(() -> new ArtifactStoreInfo(Set.of(scheme), "aws", "", List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + scheme + "' is no scheme");
  }

  @Test
  void aStoreWithoutASchemeIsRefused() {
    assertThatThrownBy(() -> new ArtifactStoreInfo(Set.of(), "aws", "", List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("needs a scheme");
  }
}
