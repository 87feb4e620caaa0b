// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import dev.outrider.artifact.FileStore;
import dev.outrider.artifact.Stores;
import dev.outrider.config.Configuration;
import dev.outrider.flavor.Settings;
import dev.outrider.plugin.Flavors;
import dev.outrider.plugin.PluginStore;
import dev.outrider.store.ArtifactStore;
import dev.outrider.store.StoreContext;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The artifact stores that a configuration can name. */
final class PluginStores {
  private PluginStores() {}

  /**
   * All stores as one, each opened when it is first used: that of the configured scheme with what
   * is set of it, others with their defaults.
   *
   * @return the caller closes it
   */
  static Stores of(Configuration configuration, Surroundings surroundings) {
    return new Stores(
        new FileStore(UUID::randomUUID), scheme -> open(scheme, configuration, surroundings));
  }

  private static ArtifactStore open(
      String scheme, Configuration configuration, Surroundings surroundings) {
    Flavors flavors = surroundings.flavors();
    boolean configured = scheme.equals(configuration.artifactStore().getScheme());
    List<PluginStore> found =
        flavors.stores().stream().filter(each -> each.scheme().equals(scheme)).toList();
    Settings settings =
        configured || found.isEmpty()
            ? configuration.storeSettings()
            : Settings.of(found.get(0).settings(), Map.of());
    return flavors
        .loadStore(scheme)
        .open(settings, new StoreContext(surroundings.environment(), surroundings.clock()));
  }
}
