// SPDX-License-Identifier: Apache-2.0
package dev.outrider.plugin;

import dev.outrider.flavor.Flavor;
import dev.outrider.flavor.FlavorInfo;
import java.io.IOException;

/** Makes the flavors of plugins. Thread-safe. */
public interface FlavorLoader {
  /**
   * Makes a flavor.
   *
   * @param plugin has the flavor
   * @return never null
   * @throws IOException when the plugin cannot be unpacked
   * @throws IllegalArgumentException when a class of the plugin is missing or is no flavor
   */
  Flavor load(Plugin.Readable plugin, FlavorInfo flavor) throws IOException;
}
