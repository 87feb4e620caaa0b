// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class SurroundingsTest {

  @Test
  void theCacheIsWhereItIsSetAndOtherwiseInTheUsersOwnHome() {
    Map<String, String> all = Map.of("OUTRIDER_CACHE", "/o", "XDG_CACHE_HOME", "/x", "HOME", "/h");
    Map<String, String> empty = Map.of("OUTRIDER_CACHE", "", "XDG_CACHE_HOME", "", "HOME", "");

    assertThat(cache(all)).isEqualTo("/o");
    assertThat(cache(Map.of("XDG_CACHE_HOME", "/x", "HOME", "/h"))).isEqualTo("/x/outrider");
    assertThat(cache(Map.of("HOME", "/h"))).isEqualTo("/h/.cache/outrider");
    assertThat(cache(Map.of())).isEqualTo("/system/.cache/outrider");
    assertThat(cache(empty)).isEqualTo("/system/.cache/outrider");
  }

  private static String cache(Map<String, String> environment) {
    return Surroundings.cacheOf(environment, "/system").toString();
  }
}
