// SPDX-License-Identifier: Apache-2.0
package dev.outrider.plugin;

import dev.outrider.flavor.Flavor;
import dev.outrider.flavor.Rehearsal;
import dev.outrider.store.ArtifactStoreProvider;
import java.util.Optional;

/** Makes the flavors, rehearsals and artifact stores of plugins. Thread-safe. */
public interface FlavorLoader {
  /**
   * Makes a flavor.
   *
   * @param plugin has the flavor
   * @return never null
   * @throws PluginException when the plugin cannot be unpacked, or a class is missing or is not a
   *     flavor
   */
  Flavor load(Plugin.Readable plugin, DescribedFlavor flavor);

  /**
   * Makes a rehearsal. By default there is none.
   *
   * @param plugin has the rehearsal
   * @param flavor the name of the flavor that it is of
   * @return never null
   * @throws PluginException when the plugin cannot be unpacked, or a class is missing or is not a
   *     rehearsal
   */
  default Rehearsal rehearsal(Plugin.Readable plugin, String flavor) {
    throw new IllegalArgumentException("There is no rehearsal of flavor '" + flavor + "'.");
  }

  /**
   * Makes what opens an artifact store. By default there is none.
   *
   * @param plugin has the store
   * @return never null
   * @throws PluginException when the plugin cannot be unpacked, or a class is missing or is not a
   *     provider of artifact stores
   */
  default ArtifactStoreProvider store(Plugin.Readable plugin, PluginStore store) {
    throw new IllegalArgumentException(
        "There is no artifact store of the scheme '" + store.scheme() + "'.");
  }

  /**
   * Whether a plugin cannot be loaded, as far as is known without loading it.
   *
   * @return what is wrong, and what to do: the end of a sentence that begins with the jar, without
   *     a full stop
   */
  default Optional<String> refusal(Plugin.Readable plugin) {
    return Optional.empty();
  }
}
