// SPDX-License-Identifier: Apache-2.0
package dev.outrider.plugin;

import dev.outrider.flavor.Setting;
import java.util.List;
import java.util.Objects;

/**
 * An artifact store of a plugin, as far as the plugin's descriptor tells.
 *
 * @param scheme the scheme of the URIs that it keeps objects at
 * @param provider the binary name of the class that makes it
 * @param integration the family that it belongs to
 * @param notes what a person should know who looks for a store; may be empty
 * @param settings its settings, in the order in which they are shown
 */
public record PluginStore(
    String scheme, String provider, String integration, String notes, List<Setting> settings) {
  public PluginStore {
    Objects.requireNonNull(scheme, "scheme");
    Objects.requireNonNull(provider, "provider");
    Objects.requireNonNull(integration, "integration");
    Objects.requireNonNull(notes, "notes");
    settings = List.copyOf(settings);
  }
}
