// SPDX-License-Identifier: Apache-2.0
package dev.outrider.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.outrider.flavor.FlavorInfo;
import dev.outrider.flavor.HadoopAccess;
import dev.outrider.flavor.Settings;
import dev.outrider.plugin.toy.ToyStoreProvider;
import dev.outrider.store.ArtifactStore;
import dev.outrider.store.StoreContext;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Artifact stores come out of plugin jars by their schemes, or are refused with the reason. */
class PluginStoresTest {
  @TempDir Path folder;
  private Path plugins;

  @BeforeEach
  void plugins() throws Exception {
    plugins = Files.createDirectory(folder.resolve("plugins"));
  }

  @Test
  void aPluginMayHaveStoresAndNoFlavor() throws Exception {
    ToyPlugin.of(folder, ToyPlugin.STORE).writeTo(plugins.resolve("toy.jar"));

    Flavors flavors = flavors();

    assertThat(flavors.broken().plugins()).isEmpty();
    assertThat(flavors.infos()).isEmpty();
    assertThat(flavors.stores()).extracting(PluginStore::scheme).containsExactly("toy", "toybox");
    PluginStore store = flavors.stores().get(0);
    assertThat(store.notes()).isEqualTo("A folder, for tests.");
    assertThat(store.integration()).isEqualTo("toys");
    assertThat(store.hadoop()).map(HadoopAccess::fileSystem).contains("acme.ToyFileSystem");
    assertThat(store.hadoop()).isEqualTo(new ToyStoreProvider().info().hadoop());
    assertThat(store.settings()).hasSize(3);
    assertThat(store.settings().get(0).required()).isTrue();
    assertThat(store.settings().get(0).example()).contains("/data/toys");
    assertThat(store.settings().get(1).defaultValue()).contains("2");
    assertThat(store.settings().get(2).secret()).isTrue();
  }

  @Test
  void theStoreOfASchemeIsOpenedByThePluginsOwnClasses() throws Exception {
    ToyPlugin.of(folder, ToyPlugin.TOY, ToyPlugin.STORE).writeTo(plugins.resolve("toy.jar"));
    Settings settings =
        Settings.of(
            flavors().stores().get(0).settings(), Map.of("root", folder.resolve("r").toString()));
    URI object = URI.create("toy://acme/runs/one");

    try (ArtifactStore store =
        flavors()
            .loadStore("toy")
            .open(settings, new StoreContext(Map.of(), InstantSource.system()))) {
      assertThat(store.putIfAbsent(object, new byte[] {1, 2, 3})).isTrue();
      assertThat(store.putIfAbsent(object, new byte[] {4})).isFalse();
      try (InputStream in = store.get(object, 1)) {
        assertThat(in.readAllBytes()).containsExactly(2, 3);
      }
      assertThat(((PluginArtifactStore) store).store().getClass().getClassLoader())
          .isNotSameAs(getClass().getClassLoader());
    }
    assertThat(folder.resolve("r/acme/runs/one")).exists();
  }

  @Test
  void aSchemeThatTwoPluginsHaveIsGivenToNoneAndTheirFlavorsStay() throws Exception {
    Path a = ToyPlugin.of(folder, ToyPlugin.TOY, ToyPlugin.STORE).writeTo(plugins.resolve("a.jar"));
    Path b = ToyPlugin.of(folder, ToyPlugin.STORE).writeTo(plugins.resolve("b.jar"));

    Flavors flavors = flavors();

    assertThat(flavors.stores()).isEmpty();
    assertThat(flavors.infos()).extracting(FlavorInfo::name).containsExactly("toy");
    assertThatThrownBy(() -> flavors.loadStore("toy"))
        .hasMessage(
            "The artifact store of 'toy:' cannot be used: plugin %s has an artifact store of the"
                + " scheme 'toy', as %s has: remove all but one; plugin %s has an artifact store of"
                + " the scheme 'toy', as %s has: remove all but one.",
            a, b, b, a);
  }

  @Test
  void aStoreOfAnotherInterfaceIsBroken() throws Exception {
    int next = PluginFolder.SPI + 1;
    assertBroken(
        ToyPlugin.of(folder, ToyPlugin.STORE)
            .withDescriptor("store.toy.spi=" + PluginFolder.SPI, "store.toy.spi=" + next),
        "was made for interface "
            + next
            + ", this Outrider has "
            + PluginFolder.SPI
            + ": take a newer Outrider");
  }

  @Test
  void aStoreWhoseClassIsNotThereIsBroken() throws Exception {
    assertBroken(
        ToyPlugin.of(folder, ToyPlugin.STORE)
            .withDescriptor(ToyPlugin.STORE, ToyPlugin.STORE + "X"),
        "lacks the class "
            + ToyPlugin.STORE
            + "X in its nested jar toy-1-implementation.jar: build it again");
  }

  @Test
  void aStoreWithASettingOfATypeThatIsNotKnownIsBroken() throws Exception {
    assertBroken(
        ToyPlugin.of(folder, ToyPlugin.STORE)
            .withDescriptor("store.toy.setting.root.type=path", "store.toy.setting.root.type=hue"),
        "has the store of 'toy' with the setting 'root' of the type 'hue', which this Outrider does"
            + " not know: take a newer Outrider, or the version of the plugin that was made for"
            + " this one");
  }

  @Test
  void aStoreOfAPluginThatSaysNothingOfHadoopIsRead() throws Exception {
    ToyPlugin plugin = ToyPlugin.of(folder, ToyPlugin.STORE);
    plugin
        .withDescriptor("store.toy.hadoop=", "store.toy.other=")
        .writeTo(plugins.resolve("toy.jar"));

    assertThat(flavors().stores().get(0).hadoop()).isEmpty();
  }

  @Test
  void aStoreWithANeedOfHadoopThatIsNotReadIsBroken() throws Exception {
    assertBroken(
        ToyPlugin.of(folder, ToyPlugin.STORE)
            .withDescriptor("store.toy.hadoop={", "store.toy.hadoop=x{"),
        "has the store of 'toy' with what Hadoop needs for it (hadoop is no JSON: Expected value at"
            + " 1:1.), which this Outrider does not know: take a newer Outrider, or the version of"
            + " the plugin that was made for this one");
  }

  @Test
  void aStoreOfFilesIsBroken() throws Exception {
    assertBroken(
        ToyPlugin.of(folder, ToyPlugin.STORE).withDescriptor("stores=toy,", "stores=file,toy,"),
        "has a store of 'file', which is no scheme of a plugin's store: lower-case letters, digits,"
            + " +, . and -, a letter first, at least 2, and not file; build it again");
  }

  @Test
  void aSchemeThatNoPluginHasIsRefused() throws Exception {
    assertThatThrownBy(() -> flavors().loadStore("toy"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("No plugin has an artifact store of 'toy:'.");
  }

  private void assertBroken(ToyPlugin plugin, String reason) throws Exception {
    Path jar = plugin.writeTo(plugins.resolve("toy.jar"));
    Flavors flavors = flavors();
    assertThat(flavors.broken().plugins())
        .singleElement()
        .satisfies(
            each -> {
              assertThat(each.schemes()).contains("toy", "toybox");
              assertThat(each.reason()).isEqualTo(reason);
            });
    assertThatThrownBy(() -> flavors.loadStore("toybox"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "The artifact store of 'toybox:' cannot be used: plugin " + jar + " " + reason + ".");
  }

  private Flavors flavors() throws Exception {
    return new Flavors(new PluginFolder(plugins).read(), new PluginLoader(folder.resolve("cache")));
  }
}
