// SPDX-License-Identifier: Apache-2.0
package dev.outrider.plugin;

import dev.outrider.flavor.Flavor;
import dev.outrider.flavor.FlavorInfo;
import dev.outrider.flavor.Rehearsal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The flavors of some plugins, by name. A name that two plugins have is given to none of them.
 * Immutable.
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
    for (Plugin plugin : plugins) {
      if (plugin instanceof Plugin.Readable readable) {
        readable
            .flavors()
            .forEach(
                each ->
                    jars.computeIfAbsent(each.name(), name -> new ArrayList<>()).add(plugin.jar()));
      }
    }
    List<Plugin> judged = new ArrayList<>();
    for (Plugin plugin : plugins) {
      if (plugin instanceof Plugin.Readable readable) {
        judged.addAll(judged(readable, jars));
      } else {
        judged.add(plugin);
      }
    }
    this.plugins = List.copyOf(judged);
  }

  private List<Plugin> judged(Plugin.Readable plugin, Map<String, List<Path>> jars) {
    List<Plugin> judged = new ArrayList<>();
    List<FlavorInfo> own = new ArrayList<>();
    for (FlavorInfo each : plugin.flavors()) {
      List<Path> others = new ArrayList<>(jars.get(each.name()));
      others.remove(plugin.jar());
      if (others.isEmpty()) {
        own.add(each);
      } else {
        judged.add(new Plugin.Broken(plugin.jar(), List.of(each.name()), ambiguous(each, others)));
      }
    }
    if (!own.isEmpty() || plugin.flavors().isEmpty()) {
      Optional<String> refusal = loader.refusal(plugin);
      judged.add(
          refusal.isEmpty()
              ? plugin.with(own)
              : new Plugin.Broken(
                  plugin.jar(), own.stream().map(FlavorInfo::name).toList(), refusal.get()));
    }
    return judged;
  }

  private static String ambiguous(FlavorInfo flavor, List<Path> others) {
    return "has a flavor '"
        + flavor.name()
        + "', as "
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

  /** What the flavors that can be used say of themselves; nothing is loaded. */
  public List<FlavorInfo> infos() {
    List<FlavorInfo> infos = new ArrayList<>();
    for (Plugin plugin : plugins) {
      if (plugin instanceof Plugin.Readable readable) {
        infos.addAll(readable.flavors());
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
        for (FlavorInfo info : readable.flavors()) {
          if (info.name().equals(name)) {
            return loader.load(readable, info);
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
                    && readable.classes().containsKey(flavor))
        .map(plugin -> plugin.jar().toAbsolutePath().getParent())
        .findFirst();
  }
}
