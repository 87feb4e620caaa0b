// SPDX-License-Identifier: Apache-2.0
package dev.outrider.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.outrider.flavor.FlavorInfo;
import dev.outrider.flavor.Setting;
import dev.outrider.flavor.SettingType;
import dev.outrider.plugin.Flavors;
import dev.outrider.plugin.PluginFolder;
import dev.outrider.plugin.PluginLoader;
import dev.outrider.plugin.PluginStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Knowing one flavor is knowing all: over all plugins a setting's name has one meaning. */
class SettingNamesTest {
  @TempDir private Path folder;

  @Test
  void oneNameHasOneTypeAndOneMeaningOnEveryOperatorAndStore() throws Exception {
    Map<String, String> meanings = new TreeMap<>();
    for (Setting each : settings()) {
      String meaning = (each.secret() ? "secret " : "") + each.type() + ", " + first(each);
      String known = meanings.putIfAbsent(each.name(), meaning);
      if (known != null) {
        assertThat(meaning).as("what '" + each.name() + "' is").isEqualTo(known);
      }
    }

    assertThat(meanings)
        .containsKeys("region", "deploy-mode", "endpoint", "spark-home", "spark-line", "java")
        .containsKeys("kms-key", "max-concurrent");
  }

  @Test
  void noFlavorOrStoreDeclaresAPlatformsWordForASettingThatHasAName() throws Exception {
    assertThat(settings())
        .extracting(Setting::name)
        .doesNotContainAnyElementsOf(OtherNames.OF_SETTINGS.keySet())
        .doesNotContain(OtherNames.INSTANCE_COUNT);
  }

  @Test
  void eachPlatformsWordIsAnsweredWithItsNameOnAnOperatorAndOnAStore() {
    List<Setting> declared =
        OtherNames.OF_SETTINGS.values().stream()
            .distinct()
            .map(name -> Setting.of(name, SettingType.TEXT, "for tests"))
            .toList();
    for (Map.Entry<String, String> each : OtherNames.OF_SETTINGS.entrySet()) {
      for (String prefix : List.of("step-operator.c.", "artifact-store.")) {
        assertThat(problems(declared, prefix + each.getKey()))
            .containsExactly(
                "-D: '%s%s' has another name here. Set '%s%s'."
                    .formatted(prefix, each.getKey(), prefix, each.getValue()));
      }
    }
    assertThat(problems(declared, "step-operator.c." + OtherNames.INSTANCE_COUNT))
        .containsExactly(
            "-D: 'step-operator.c.instance-count' is not a setting, since each step has its own"
                + " number. Set 'step.STEP.resources.executors'.");
  }

  private List<String> problems(List<Setting> declared, String key) {
    ConfigurationReader.Sources sources =
        new ConfigurationReader.Sources(
            Optional.empty(),
            Optional.empty(),
            Map.of("step-operator.c.flavor", "c", "artifact-store", "toy://acme/a", key, "x"),
            folder,
            Map.of());
    return catchThrowableOfType(
            ConfigurationException.class,
            () ->
                new ConfigurationReader(
                        sources,
                        List.of(FlavorInfo.of("c", "test", "").stores("toy").settings(declared)),
                        List.of(new PluginStore("toy", "acme.Store", "test", "", () -> declared)))
                    .read())
        .problems();
  }

  private static String first(Setting setting) {
    return setting.description().split("[,;:.(]")[0];
  }

  private static List<Setting> settings() throws Exception {
    Flavors plugins =
        new Flavors(
            PluginFolder.onClassPath(SettingNamesTest.class.getClassLoader()),
            new PluginLoader(Path.of("target/plugins")));
    List<Setting> all = new ArrayList<>(Keys.OPERATOR);
    for (FlavorInfo each : plugins.infos()) {
      all.addAll(each.settings());
    }
    for (PluginStore each : plugins.stores()) {
      all.addAll(each.settings());
    }
    return all;
  }
}
