// SPDX-License-Identifier: Apache-2.0
package dev.outrider.plugin;

import dev.outrider.flavor.Flavor;
import dev.outrider.flavor.FlavorInfo;
import dev.outrider.flavor.Rehearsal;
import java.io.IOException;

/** Makes the flavors and rehearsals of plugins. Thread-safe. */
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

  /**
   * Makes a rehearsal. By default there is none.
   *
   * @param plugin has the rehearsal
   * @param flavor the name of the flavor that it is of
   * @return never null
   * @throws IOException when the plugin cannot be unpacked
   * @throws IllegalArgumentException when a class of the plugin is missing or is no rehearsal
   */
  default Rehearsal rehearsal(Plugin.Readable plugin, String flavor) throws IOException {
    throw new IllegalArgumentException("There is no rehearsal of flavor '" + flavor + "'.");
  }
}
