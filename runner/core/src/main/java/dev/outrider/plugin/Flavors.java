// SPDX-License-Identifier: Apache-2.0
package dev.outrider.plugin;

import dev.outrider.flavor.Flavor;
import dev.outrider.flavor.FlavorInfo;
import dev.outrider.flavor.Rehearsal;
import dev.outrider.store.ArtifactStoreProvider;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The flavors of some plugins by name, and their artifact stores by scheme. A name or scheme that
 * two plugins have is given to none of them. Immutable.
 */
public final class Flavors {
  private final List<Plugin> plugins;
  private final FlavorLoader loader;

  /**
   * Looks at the plugins together; loads nothing.
   *
   * @param plugins as they were found
   * @param loader makes a flavor when one is needed
   */
  public Flavors(List<Plugin> plugins, FlavorLoader loader) {
    this.loader = loader;
    Map<String, List<Path>> jars = new TreeMap<>();
    Map<String, List<Path>> stores = new TreeMap<>();
    for (Plugin plugin : plugins) {
      if (plugin instanceof Plugin.Readable readable) {
        readable
            .flavors()
            .forEach(
                each ->
                    jars.computeIfAbsent(each.name(), name -> new ArrayList<>()).add(plugin.jar()));
        readable
            .stores()
            .forEach(
                each ->
                    stores
                        .computeIfAbsent(each.scheme(), scheme -> new ArrayList<>())
                        .add(plugin.jar()));
      }
    }
    List<Plugin> judged = new ArrayList<>();
    for (Plugin plugin : plugins) {
      if (plugin instanceof Plugin.Readable readable) {
        judged.addAll(judged(readable, jars, stores));
      } else {
        judged.add(plugin);
      }
    }
    this.plugins = List.copyOf(judged);
  }

  private Flavors(FlavorLoader loader, List<Plugin> judged) {
    this.loader = loader;
    this.plugins = List.copyOf(judged);
  }

  /**
   * The same, with all read that descriptors say of flavors and stores. Where it is not understood,
   * the plugin is broken, and stops no other.
   */
  public Flavors understood() {
    List<Plugin> judged = new ArrayList<>();
    for (Plugin plugin : plugins) {
      judged.add(plugin instanceof Plugin.Readable readable ? understood(readable) : plugin);
    }
    return new Flavors(loader, judged);
  }

  private static Plugin understood(Plugin.Readable plugin) {
    try {
      plugin.flavors().forEach(DescribedFlavor::info);
      plugin.stores().forEach(PluginStore::settings);
      plugin.stores().forEach(PluginStore::hadoop);
      return plugin;
    } catch (PluginException e) {
      return broken(plugin, plugin.flavors(), plugin.stores(), e.reason());
    }
  }

  private static Plugin.Broken broken(
      Plugin.Readable plugin,
      List<DescribedFlavor> flavors,
      List<PluginStore> stores,
      String reason) {
    return new Plugin.Broken(
        plugin.jar(),
        flavors.stream().map(DescribedFlavor::name).toList(),
        stores.stream().map(PluginStore::scheme).toList(),
        reason);
  }

  private List<Plugin> judged(
      Plugin.Readable plugin, Map<String, List<Path>> jars, Map<String, List<Path>> storeJars) {
    List<Plugin> judged = new ArrayList<>();
    List<DescribedFlavor> own = new ArrayList<>();
    for (DescribedFlavor each : plugin.flavors()) {
      List<Path> others = new ArrayList<>(jars.get(each.name()));
      others.remove(plugin.jar());
      if (others.isEmpty()) {
        own.add(each);
      } else {
        judged.add(
            new Plugin.Broken(
                plugin.jar(),
                List.of(each.name()),
                ambiguous("a flavor '" + each.name() + "'", others)));
      }
    }
    List<PluginStore> stores = new ArrayList<>();
    for (PluginStore each : plugin.stores()) {
      List<Path> others = new ArrayList<>(storeJars.get(each.scheme()));
      others.remove(plugin.jar());
      if (others.isEmpty()) {
        stores.add(each);
      } else {
        String what = "an artifact store of the scheme '" + each.scheme() + "'";
        judged.add(
            new Plugin.Broken(
                plugin.jar(), List.of(), List.of(each.scheme()), ambiguous(what, others)));
      }
    }
    if (!own.isEmpty() || !stores.isEmpty() || judged.isEmpty()) {
      Optional<String> refusal = loader.refusal(plugin);
      judged.add(
          refusal.isEmpty()
              ? plugin.with(own, stores)
              : broken(plugin, own, stores, refusal.get()));
    }
    return judged;
  }

  private static String ambiguous(String what, List<Path> others) {
    return "has "
        + what
        + ", as "
        + String.join(" and ", others.stream().map(Path::toString).toList())
        + (others.size() > 1 ? " have" : " has")
        + ": remove all but one";
  }

  /** The plugins. One may be here twice: as broken for some flavors, and as readable for others. */
  public List<Plugin> plugins() {
    return plugins;
  }

  /** The plugins that cannot be used. */
  public BrokenPlugins broken() {
    return new BrokenPlugins(
        plugins.stream()
            .filter(Plugin.Broken.class::isInstance)
            .map(Plugin.Broken.class::cast)
            .toList());
  }

  /**
   * What the flavors that can be used say of themselves; nothing is loaded.
   *
   * @throws PluginException when that of one is not understood, unless these are {@link
   *     #understood}
   */
  public List<FlavorInfo> infos() {
    List<FlavorInfo> infos = new ArrayList<>();
    for (Plugin plugin : plugins) {
      if (plugin instanceof Plugin.Readable readable) {
        readable.flavors().forEach(each -> infos.add(each.info()));
      }
    }
    return infos;
  }

  /** What one flavor says of itself; empty when there is none of this name that can be used. */
  public Optional<FlavorInfo> info(String name) {
    return infos().stream().filter(each -> each.name().equals(name)).findFirst();
  }

  /**
   * Loads a flavor.
   *
   * @throws PluginException when its plugin cannot be unpacked or loaded
   * @throws IllegalArgumentException when there is none of this name that can be used; the message
   *     says why
   */
  public Flavor load(String name) {
    for (Plugin plugin : plugins) {
      if (plugin instanceof Plugin.Readable readable) {
        for (DescribedFlavor flavor : readable.flavors()) {
          if (flavor.name().equals(name)) {
            return loader.load(readable, flavor);
          }
        }
      }
    }
    throw new IllegalArgumentException(
        broken()
            .reason(name)
            .map(reason -> "Flavor '" + name + "' cannot be used: " + reason)
            .orElse("There is no flavor '" + name + "'." + broken().hint()));
  }

  /** The artifact stores that can be used; nothing is loaded. */
  public List<PluginStore> stores() {
    return plugins.stream()
        .filter(Plugin.Readable.class::isInstance)
        .flatMap(plugin -> ((Plugin.Readable) plugin).stores().stream())
        .toList();
  }

  /**
   * Loads what opens the artifact store of a scheme.
   *
   * @throws PluginException when its plugin cannot be unpacked or loaded
   * @throws IllegalArgumentException when there is none of this scheme that can be used; the
   *     message says why
   */
  public ArtifactStoreProvider loadStore(String scheme) {
    for (Plugin plugin : plugins) {
      if (plugin instanceof Plugin.Readable readable) {
        for (PluginStore store : readable.stores()) {
          if (store.scheme().equals(scheme)) {
            return loader.store(readable, store);
          }
        }
      }
    }
    throw new IllegalArgumentException(
        broken()
            .storeReason(scheme)
            .map(reason -> "The artifact store of '" + scheme + ":' cannot be used: " + reason)
            .orElse("No plugin has an artifact store of '" + scheme + ":'." + broken().hint()));
  }

  /**
   * Loads what a flavor is rehearsed with.
   *
   * @return empty when no plugin has a rehearsal of it
   * @throws PluginException when its plugin cannot be unpacked or loaded
   * @throws IllegalArgumentException when two plugins have one
   */
  public Optional<Rehearsal> rehearsal(String flavor) {
    List<Plugin.Readable> found =
        plugins.stream()
            .filter(Plugin.Readable.class::isInstance)
            .map(Plugin.Readable.class::cast)
            .filter(plugin -> plugin.rehearsals().containsKey(flavor))
            .toList();
    if (found.size() > 1) {
      throw new IllegalArgumentException(
          "Flavor '"
              + flavor
              + "' is rehearsed by "
              + String.join(" and ", found.stream().map(each -> each.jar().toString()).toList())
              + ": remove all but one.");
    }
    return found.stream().findFirst().map(plugin -> loader.rehearsal(plugin, flavor));
  }

  /** The folder of the plugin that has a flavor: where another one would be put. */
  public Optional<Path> folder(String flavor) {
    return plugins.stream()
        .filter(
            plugin ->
                plugin instanceof Plugin.Readable readable
                    && readable.flavors().stream().anyMatch(each -> each.name().equals(flavor)))
        .map(plugin -> plugin.jar().toAbsolutePath().getParent())
        .findFirst();
  }
}
