// SPDX-License-Identifier: Apache-2.0
package dev.outrider.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.outrider.flavor.FlavorInfo;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A flavor that cannot be used is refused with the reason, and by no guess. */
class FlavorsTest {
  @TempDir Path folder;
  private Path plugins;

  @BeforeEach
  void plugins() throws Exception {
    plugins = Files.createDirectory(folder.resolve("plugins"));
  }

  @Test
  void aNameThatTwoPluginsHaveIsGivenToNoneAndTheirOtherFlavorsStay() throws Exception {
    Path a =
        ToyPlugin.of(folder, ToyPlugin.TOY, ToyPlugin.SECOND).writeTo(plugins.resolve("a.jar"));
    Path b = ToyPlugin.of(folder, ToyPlugin.TOY, ToyPlugin.NEEDY).writeTo(plugins.resolve("b.jar"));

    Flavors flavors = flavors(folder.resolve("cache"));

    assertThat(flavors.infos()).extracting(FlavorInfo::name).containsExactly("second-toy", "needy");
    assertThat(flavors.broken().plugins()).extracting(Plugin.Broken::jar).containsExactly(a, b);
    assertThat(flavors.load("second-toy").info().name()).isEqualTo("second-toy");
    assertThatThrownBy(() -> flavors.load("toy"))
        .hasMessage(
            "Flavor 'toy' cannot be used: plugin %s has a flavor 'toy', as %s has: remove all but"
                + " one; plugin %s has a flavor 'toy', as %s has: remove all but one.",
            a, b, b, a);
  }

  @Test
  void aBrokenPluginOfTheSameNameDoesNotSpoilTheOtherOne() throws Exception {
    ToyPlugin.of(folder, ToyPlugin.TOY)
        .without(NestedJars.FOLDER + ToyPlugin.SDK)
        .writeTo(plugins.resolve("a.jar"));
    ToyPlugin.of(folder, ToyPlugin.TOY).writeTo(plugins.resolve("b.jar"));

    Flavors flavors = flavors(folder.resolve("cache"));

    assertThat(flavors.load("toy").info().name()).isEqualTo("toy");
    assertThat(flavors.broken().plugins()).hasSize(1);
  }

  @Test
  void aFlavorOfABrokenPluginIsRefusedWithTheReason() throws Exception {
    Path jar =
        ToyPlugin.of(folder, ToyPlugin.TOY)
            .without(NestedJars.FOLDER + ToyPlugin.SDK)
            .writeTo(plugins.resolve("toy.jar"));

    assertThatThrownBy(() -> flavors(folder.resolve("cache")).load("toy"))
        .hasMessage(
            "Flavor 'toy' cannot be used: plugin %s lacks its nested jar toy-sdk-1.jar: copy the"
                + " plugin again.",
            jar);
  }

  @Test
  void whereNobodyHasAFlavorThePluginsThatTellNothingAreNamed() throws Exception {
    Path jar = Files.writeString(plugins.resolve("text.jar"), "not a jar");

    assertThatThrownBy(() -> flavors(folder.resolve("cache")).load("toy"))
        .hasMessage(
            "There is no flavor 'toy'. Perhaps it is in a plugin that cannot be used: %s is no"
                + " readable jar (zip END header not found): copy it again.",
            jar);
  }

  @Test
  void aPluginWhoseSettingsAreNotUnderstoodStopsNoOther() throws Exception {
    Path jar =
        ToyPlugin.of(folder, ToyPlugin.TOY, ToyPlugin.STORE)
            .withSealed("type=count", "type=telepathy")
            .writeTo(plugins.resolve("a.jar"));
    ToyPlugin.of(folder, ToyPlugin.NEEDY).writeTo(plugins.resolve("b.jar"));

    Flavors flavors = flavors(folder.resolve("cache")).understood();

    assertThat(flavors.infos()).extracting(FlavorInfo::name).containsExactly("needy");
    assertThat(flavors.stores()).isEmpty();
    assertThatThrownBy(() -> flavors.load("toy"))
        .hasMessageStartingWith("Flavor 'toy' cannot be used: plugin " + jar + " has flavor 'toy'")
        .hasMessageContaining("the type 'telepathy', which this Outrider does not know");
  }

  @Test
  void aPluginThatCannotBeUnpackedIsBrokenUntilItIsUnpacked() throws Exception {
    Path jar = ToyPlugin.of(folder, ToyPlugin.TOY).writeTo(plugins.resolve("toy.jar"));
    Path file = Files.writeString(folder.resolve("file"), "no folder");

    Flavors flavors = flavors(file.resolve("cache"));

    assertThat(flavors.infos()).isEmpty();
    assertThat(flavors.broken().reason("toy"))
        .contains(
            "plugin "
                + jar
                + " cannot be unpacked to "
                + file
                + "/cache, for "
                + file
                + " is no folder: set OUTRIDER_CACHE to a folder that can be written.");

    flavors(folder.resolve("cache")).load("toy");
    assertThat(flavors(folder.resolve("cache")).infos()).hasSize(1);
  }

  private Flavors flavors(Path cache) throws Exception {
    return new Flavors(new PluginFolder(plugins).read(), new PluginLoader(cache));
  }
}
