// SPDX-License-Identifier: Apache-2.0
package dev.outrider.plugin;

import dev.outrider.packaging.WritePluginDescriptor;
import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URL;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * The folder {@code plugins/}: reads the descriptor of each jar in it. A broken plugin is reported
 * as broken, and stops no other.
 */
public final class PluginFolder {

  /** The descriptor's place in a plugin jar. */
  public static final String DESCRIPTOR = "META-INF/outrider/plugin.properties";

  /** The version of the interface between Outrider and its plugins. */
  public static final int SPI = WritePluginDescriptor.SPI;

  /** The most bytes of a descriptor; those of today have some 30 KiB. */
  static final int MOST = 1 << 20;

  private final Path folder;

  /**
   * @param folder may be missing: then there are no plugins
   */
  public PluginFolder(Path folder) {
    this.folder = folder;
  }

  /** The plugins by file name. */
  public List<Plugin> read() throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    List<Path> jars = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        if (file.toString().endsWith(".jar")) {
          jars.add(file);
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    jars.sort(null);
    List<Plugin> plugins = new ArrayList<>();
    for (Path jar : jars) {
      plugins.add(read(jar));
    }
    return plugins;
  }

  /**
   * The plugins on a class path: every jar that has a descriptor.
   *
   * @throws IOException when the class path cannot be read
   */
  public static List<Plugin> onClassPath(ClassLoader loader) throws IOException {
    Set<Path> jars = new LinkedHashSet<>();
    for (URL descriptor : Collections.list(loader.getResources(DESCRIPTOR))) {
      if (descriptor.openConnection() instanceof JarURLConnection connection) {
        jars.add(Path.of(URI.create(connection.getJarFileURL().toString())).toRealPath());
      }
    }
    return jars.stream().map(PluginFolder::read).toList();
  }

  private static Plugin read(Path jar) {
    List<String> flavors = List.of();
    List<String> schemes = List.of();
    if (!Files.isRegularFile(jar)) {
      return new Plugin.Broken(jar, flavors, schemes, "is not a regular file: copy it again");
    }
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      PluginDescriptor descriptor = PluginDescriptor.of(jar, bytes(zip));
      flavors = descriptor.flavorNames();
      schemes = descriptor.schemes();
      return descriptor.plugin(zip);
    } catch (UnusableException e) {
      return new Plugin.Broken(jar, flavors, schemes, e.getMessage());
    } catch (IOException e) {
      return new Plugin.Broken(
          jar, flavors, schemes, "is no readable jar (" + e.getMessage() + "): copy it again");
    }
  }

  private static byte[] bytes(ZipFile zip) throws IOException, UnusableException {
    ZipEntry entry = zip.getEntry(DESCRIPTOR);
    if (entry == null) {
      throw new UnusableException(
          "has no " + DESCRIPTOR + ": it is no plugin of Outrider, or a part of one");
    }
    // A ZipFile checks no checksum.
    try (CheckedInputStream checked =
        new CheckedInputStream(zip.getInputStream(entry), new CRC32())) {
      byte[] bytes = checked.readNBytes(MOST + 1);
      if (bytes.length > MOST) {
        throw new UnusableException(
            "has a descriptor of more than " + (MOST >> 20) + " MiB: build the plugin again");
      }
      if (checked.getChecksum().getValue() != entry.getCrc()) {
        throw new UnusableException("has a damaged descriptor: copy it again");
      }
      return bytes;
    }
  }
}
