// SPDX-License-Identifier: Apache-2.0
package dev.outrider.plugin;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * The folder {@code plugins/}: reads the descriptor of each jar in it. A broken plugin is told as
 * broken, and stops no other.
 */
public final class PluginFolder {

  /** The descriptor's place in a plugin jar. */
  public static final String DESCRIPTOR = "META-INF/outrider/plugin.properties";

  /** The newest version of the interface between Outrider and its plugins that this one has. */
  public static final int SPI = 1;

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
    List<Path> jars;
    try (Stream<Path> files = Files.list(folder)) {
      jars = new ArrayList<>(files.filter(file -> file.toString().endsWith(".jar")).toList());
    }
    jars.sort(null);
    List<Plugin> plugins = new ArrayList<>();
    for (Path jar : jars) {
      plugins.add(read(jar));
    }
    return plugins;
  }

  private static Plugin read(Path jar) {
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      ZipEntry entry = zip.getEntry(DESCRIPTOR);
      if (entry == null) {
        return new Plugin.Broken(jar, "has no " + DESCRIPTOR + ": it is no plugin of Outrider");
      }
      Properties properties = new Properties();
      try (InputStream in = zip.getInputStream(entry);
          Reader text = new InputStreamReader(in, StandardCharsets.UTF_8)) {
        properties.load(text);
      }
      return describe(jar, new Descriptor(properties));
    } catch (IOException | IllegalArgumentException e) {
      return new Plugin.Broken(jar, "is no readable jar (" + e.getMessage() + "): copy it again");
    }
  }

  private static Plugin describe(Path jar, Descriptor descriptor) {
    List<FlavorDescription> flavors = new ArrayList<>();
    for (String name : descriptor.list("flavors")) {
      flavors.add(descriptor.flavor(name));
    }
    if (flavors.isEmpty() && descriptor.missing.isEmpty()) {
      descriptor.missing.add("flavors");
    }
    if (!descriptor.missing.isEmpty()) {
      return new Plugin.Broken(
          jar, "its descriptor lacks " + String.join(", ", descriptor.missing));
    }
    if (descriptor.newest > SPI) {
      return new Plugin.Broken(
          jar,
          "was made for interface "
              + descriptor.newest
              + ", this Outrider has "
              + SPI
              + ": take a newer Outrider");
    }
    return new Plugin.Readable(jar, flavors);
  }

  /** The properties of a descriptor, and what it lacks. */
  private static final class Descriptor {
    private final Properties properties;
    private final List<String> missing = new ArrayList<>();
    private int newest;

    Descriptor(Properties properties) {
      this.properties = properties;
    }

    FlavorDescription flavor(String name) {
      String key = "flavor." + name + ".";
      String spi = required(key + "spi");
      newest =
          Math.max(newest, spi.matches("[0-9]{1,6}") ? Integer.parseInt(spi) : Integer.MAX_VALUE);
      List<FlavorDescription.Setting> settings = new ArrayList<>();
      for (String setting : list(key + "settings")) {
        settings.add(setting(setting, key + "setting." + setting + "."));
      }
      return new FlavorDescription(
          name,
          required(key + "integration"),
          text(key + "notes").orElse(""),
          text(key + "documentation").orElse(""),
          list(key + "capabilities"),
          settings);
    }

    private FlavorDescription.Setting setting(String name, String key) {
      return new FlavorDescription.Setting(
          name,
          required(key + "type"),
          text(key + "default"),
          text(key + "unit"),
          text(key + "example"),
          text(key + "required").map(Boolean::parseBoolean).orElse(false),
          text(key + "secret").map(Boolean::parseBoolean).orElse(false),
          text(key + "description").orElse(""));
    }

    List<String> list(String key) {
      List<String> words = new ArrayList<>();
      for (String word : text(key).orElse("").split(",")) {
        if (!word.isBlank()) {
          words.add(word.strip());
        }
      }
      return words;
    }

    private String required(String key) {
      Optional<String> value = text(key);
      if (value.isEmpty()) {
        missing.add(key);
      }
      return value.orElse("");
    }

    private Optional<String> text(String key) {
      return Optional.ofNullable(properties.getProperty(key))
          .map(String::strip)
          .filter(t -> !t.isEmpty());
    }
  }
}
