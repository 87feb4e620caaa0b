// SPDX-License-Identifier: Apache-2.0
package dev.outrider.plugin;

import dev.outrider.flavor.Flavor;
import dev.outrider.flavor.FlavorInfo;
import dev.outrider.flavor.Rehearsal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The flavors of some plugins, by name. Immutable. */
public final class Flavors {
  private final List<Plugin> plugins;
  private final FlavorLoader loader;

  /**
   * @param plugins where a name is there twice, the first has it
   * @param loader makes a flavor when one is needed
   */
  public Flavors(List<Plugin> plugins, FlavorLoader loader) {
    this.plugins = List.copyOf(plugins);
    this.loader = loader;
  }

  /** What the flavors say of themselves; nothing is loaded. */
  public List<FlavorInfo> infos() {
    List<FlavorInfo> infos = new ArrayList<>();
    for (Plugin plugin : plugins) {
      if (plugin instanceof Plugin.Readable readable) {
        infos.addAll(readable.flavors());
      }
    }
    return infos;
  }

  /** What one flavor says of itself; empty when there is none of this name. */
  public Optional<FlavorInfo> info(String name) {
    return infos().stream().filter(each -> each.name().equals(name)).findFirst();
  }

  /**
   * Loads a flavor.
   *
   * @throws IOException when its plugin cannot be unpacked
   * @throws IllegalArgumentException when there is none of this name, or it cannot be loaded
   */
  public Flavor load(String name) throws IOException {
    for (Plugin plugin : plugins) {
      if (plugin instanceof Plugin.Readable readable) {
        for (FlavorInfo info : readable.flavors()) {
          if (info.name().equals(name)) {
            return loader.load(readable, info);
          }
        }
      }
    }
    throw new IllegalArgumentException("There is no flavor '" + name + "'.");
  }

  /**
   * Loads what a flavor is rehearsed with.
   *
   * @return empty when no plugin has a rehearsal of it
   * @throws IOException when its plugin cannot be unpacked
   * @throws IllegalArgumentException when it cannot be loaded
   */
  public Optional<Rehearsal> rehearsal(String flavor) throws IOException {
    for (Plugin plugin : plugins) {
      if (plugin instanceof Plugin.Readable readable && readable.rehearsals().containsKey(flavor)) {
        return Optional.of(loader.rehearsal(readable, flavor));
      }
    }
    return Optional.empty();
  }

  /** The folder of the plugin that has a flavor: where another one would be put. */
  public Optional<Path> folder(String flavor) {
    return plugins.stream()
        .filter(
            plugin ->
                plugin instanceof Plugin.Readable readable
                    && readable.classes().containsKey(flavor))
        .map(plugin -> plugin.jar().toAbsolutePath().getParent())
        .findFirst();
  }
}
