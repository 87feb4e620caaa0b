// SPDX-License-Identifier: Apache-2.0
package dev.outrider.plugin;

import dev.outrider.flavor.Flavor;
import dev.outrider.flavor.Rehearsal;
import dev.outrider.store.ArtifactStoreProvider;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes a plugin's flavors and artifact stores. The nested jars are unpacked once to a cache folder
 * that is named by their content, and loaded by one class loader for each plugin: of Outrider it
 * sees the API and slf4j only, so that the SDKs of two platforms never meet. Thread-safe.
 */
public final class PluginLoader implements FlavorLoader {
  private final Path folder;
  private final PluginCache cache;
  private final Map<String, ClassLoader> loaders = new HashMap<>();

  /**
   * @param cache where the nested jars are unpacked to; may be missing yet
   */
  public PluginLoader(Path cache) {
    this.folder = cache;
    this.cache = new PluginCache(cache);
  }

  @Override
  public Optional<String> refusal(Plugin.Readable plugin) {
    return cache.problem(plugin);
  }

  @Override
  public Flavor load(Plugin.Readable plugin, DescribedFlavor flavor) {
    PluginCode code = code(plugin, "flavor", flavor.name());
    return new PluginFlavor(made(flavor.className(), Flavor.class, "", code), code);
  }

  @Override
  public Rehearsal rehearsal(Plugin.Readable plugin, String flavor) {
    PluginCode code = code(plugin, "flavor", flavor);
    return new PluginRehearsal(
        made(plugin.rehearsals().get(flavor), Rehearsal.class, "the rehearsal of ", code), code);
  }

  @Override
  public ArtifactStoreProvider store(Plugin.Readable plugin, PluginStore store) {
    PluginCode code = code(plugin, "artifact store", store.scheme());
    return new PluginStoreProvider(
        made(store.provider(), ArtifactStoreProvider.class, "", code), code);
  }

  private PluginCode code(Plugin.Readable plugin, String kind, String name) {
    return new PluginCode(plugin.jar(), kind + " '" + name + "'", loader(plugin));
  }

  private static <T> T made(String name, Class<T> type, String what, PluginCode code) {
    try (PluginCode.Call call = code.call()) {
      return type.cast(
          Class.forName(name, true, code.loader()).getDeclaredConstructor().newInstance());
    } catch (ClassCastException e) {
      throw new PluginException(
          code.jar(),
          "has a class " + name + " for " + what + code.user() + " that is none: build it again",
          e);
    } catch (ReflectiveOperationException | LinkageError e) {
      throw code.refused(e);
    }
  }

  private synchronized ClassLoader loader(Plugin.Readable plugin) {
    // Never closed: an operator may be asked until the process ends.
    return loaders.computeIfAbsent(
        plugin.content(), content -> new URLClassLoader(unpacked(plugin), new ApiLoader()));
  }

  private URL[] unpacked(Plugin.Readable plugin) {
    try {
      List<URL> jars = new ArrayList<>();
      for (Path jar : cache.jars(plugin)) {
        jars.add(jar.toUri().toURL());
      }
      return jars.toArray(URL[]::new);
    } catch (UnusableException e) {
      throw new PluginException(plugin.jar(), e.getMessage(), e);
    } catch (IOException e) {
      String reason =
          cache
              .problem(plugin)
              .orElse(
                  "cannot be unpacked to "
                      + folder
                      + " ("
                      + e
                      + "): make room there, or set OUTRIDER_CACHE to another folder");
      throw new PluginException(plugin.jar(), reason, e);
    }
  }

  /** Shows the packages that flavors are written against, and Java's own. */
  private static final class ApiLoader extends ClassLoader {
    private static final List<String> SHOWN =
        List.of(
            "dev.outrider.flavor.",
            "dev.outrider.store.",
            "dev.outrider.pipeline.",
            "dev.outrider.step.",
            "org.slf4j.");

    ApiLoader() {
      super(ClassLoader.getPlatformClassLoader());
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
      // A flavor's own classes are in packages below the API's: dev.outrider.flavor.emr.Steps.
      String below = name.startsWith("dev.outrider.flavor.") ? name.substring(20) : "";
      if (SHOWN.stream().noneMatch(name::startsWith) || below.contains(".")) {
        throw new ClassNotFoundException(name);
      }
      return PluginLoader.class.getClassLoader().loadClass(name);
    }
  }
}
