// SPDX-License-Identifier: Apache-2.0
package dev.outrider.plugin;

import dev.outrider.flavor.Flavor;
import dev.outrider.flavor.FlavorInfo;
import dev.outrider.flavor.Rehearsal;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Enumeration;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Makes a plugin's flavors. The nested jars are unpacked once to a cache folder that is named by
 * their content, and loaded by a class loader of their own: of Outrider they see the API and slf4j
 * only, so that the SDKs of two platforms never meet. Thread-safe.
 */
public final class PluginLoader implements FlavorLoader {
  private static final String NESTED = "META-INF/outrider/lib/";

  private final Path cache;

  /**
   * @param cache where the nested jars are unpacked to; may be missing yet
   */
  public PluginLoader(Path cache) {
    this.cache = cache;
  }

  @Override
  public Flavor load(Plugin.Readable plugin, FlavorInfo flavor) throws IOException {
    return make(
        plugin,
        plugin.classes().get(flavor.name()),
        Flavor.class,
        "Flavor '" + flavor.name() + "'");
  }

  @Override
  public Rehearsal rehearsal(Plugin.Readable plugin, String flavor) throws IOException {
    return make(
        plugin,
        plugin.rehearsals().get(flavor),
        Rehearsal.class,
        "The rehearsal of flavor '" + flavor + "'");
  }

  private <T> T make(Plugin.Readable plugin, String name, Class<T> type, String what)
      throws IOException {
    List<URL> jars = new ArrayList<>();
    Path folder = unpacked(plugin);
    try (Stream<Path> files = Files.list(folder)) {
      for (Path jar : files.sorted().toList()) {
        jars.add(jar.toUri().toURL());
      }
    }
    // Never closed: an operator may be asked until the process ends.
    ClassLoader loader = new URLClassLoader(jars.toArray(URL[]::new), new ApiLoader());
    try {
      return type.cast(Class.forName(name, true, loader).getDeclaredConstructor().newInstance());
    } catch (ReflectiveOperationException | LinkageError | ClassCastException e) {
      throw new IllegalArgumentException(
          what
              + " of "
              + plugin.jar()
              + " cannot be loaded ("
              + e
              + "): copy the jar again, or take the version made for this Outrider.",
          e);
    }
  }

  private Path unpacked(Plugin.Readable plugin) throws IOException {
    Path folder = cache.resolve(plugin.content());
    if (Files.isDirectory(folder)) {
      return folder;
    }
    Files.createDirectories(cache);
    Path draft = Files.createTempDirectory(cache, ".unpacking");
    try {
      try (ZipFile zip = new ZipFile(plugin.jar().toFile())) {
        Enumeration<? extends ZipEntry> entries = zip.entries();
        while (entries.hasMoreElements()) {
          ZipEntry entry = entries.nextElement();
          String file = entry.getName();
          if (file.startsWith(NESTED) && file.endsWith(".jar")) {
            String simple = file.substring(file.lastIndexOf('/') + 1);
            try (InputStream in = zip.getInputStream(entry)) {
              Files.copy(in, draft.resolve(simple));
            }
          }
        }
      }
      Files.move(draft, folder, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileAlreadyExistsException | DirectoryNotEmptyException e) {
      // another process was faster, and has unpacked the same
      delete(draft);
    } catch (IOException e) {
      delete(draft);
      throw new IOException(
          "The jars of " + plugin.jar() + " cannot be unpacked to " + folder + ": " + e, e);
    }
    return folder;
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      files
          .sorted(Comparator.reverseOrder())
          .forEach(
              file -> {
                try {
                  Files.delete(file);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
    } catch (UncheckedIOException e) {
      throw e.getCause();
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
