// SPDX-License-Identifier: Apache-2.0
package dev.outrider.plugin;

import dev.outrider.flavor.Settings;
import dev.outrider.store.ArtifactStore;
import dev.outrider.store.ArtifactStoreInfo;
import dev.outrider.store.ArtifactStoreProvider;
import dev.outrider.store.StoreContext;

/**
 * What opens an artifact store of a plugin.
 *
 * @param provider the plugin's own
 * @param code the plugin's code
 */
record PluginStoreProvider(ArtifactStoreProvider provider, PluginCode code)
    implements ArtifactStoreProvider {
  @Override
  public ArtifactStoreInfo info() {
    try (PluginCode.Call call = code.call()) {
      return provider.info();
    } catch (LinkageError e) {
      throw code.refused(e);
    }
  }

  @Override
  public ArtifactStore open(Settings settings, StoreContext context) {
    try (PluginCode.Call call = code.call()) {
      return new PluginArtifactStore(provider.open(settings, context), code);
    } catch (LinkageError e) {
      throw code.refused(e);
    }
  }
}
