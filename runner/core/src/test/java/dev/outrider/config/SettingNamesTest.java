// SPDX-License-Identifier: Apache-2.0
package dev.outrider.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outrider.flavor.FlavorInfo;
import dev.outrider.flavor.Setting;
import dev.outrider.plugin.Flavors;
import dev.outrider.plugin.PluginFolder;
import dev.outrider.plugin.PluginLoader;
import dev.outrider.plugin.PluginStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Knowing one flavor is knowing all: over all plugins a setting's name has one meaning. */
class SettingNamesTest {

  @Test
  void oneNameHasOneTypeAndOneMeaningOnEveryOperatorAndStore() throws Exception {
    Map<String, String> meanings = new TreeMap<>();
    for (Setting each : settings()) {
      String meaning = each.type() + ", " + firstClause(each);
      String known = meanings.putIfAbsent(each.name(), meaning);
      if (known != null) {
        assertThat(meaning).as("what '" + each.name() + "' is").isEqualTo(known);
      }
    }

    assertThat(meanings).containsKeys("region", "deploy-mode", "endpoint", "spark-home");
  }

  @Test
  void noFlavorDeclaresAPlatformsWordForASettingThatHasAName() throws Exception {
    assertThat(settings())
        .extracting(Setting::name)
        .doesNotContainAnyElementsOf(OtherNames.OF_SETTINGS.keySet())
        .doesNotContain(OtherNames.INSTANCE_COUNT);
  }

  private static String firstClause(Setting setting) {
    return setting.description().split("[,;:.(]")[0];
  }

  private static List<Setting> settings() throws Exception {
    Flavors plugins =
        new Flavors(
            PluginFolder.onClassPath(SettingNamesTest.class.getClassLoader()),
            new PluginLoader(Path.of("target/plugins")));
    List<Setting> all = new ArrayList<>();
    for (FlavorInfo each : plugins.infos()) {
      all.addAll(each.settings());
    }
    for (PluginStore each : plugins.stores()) {
      all.addAll(each.settings());
    }
    return all;
  }
}
