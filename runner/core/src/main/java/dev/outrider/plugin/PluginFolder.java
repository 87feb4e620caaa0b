// SPDX-License-Identifier: Apache-2.0
package dev.outrider.plugin;

import dev.outrider.flavor.Capability;
import dev.outrider.flavor.DeployMode;
import dev.outrider.flavor.FlavorInfo;
import dev.outrider.flavor.ProviderLimit;
import dev.outrider.flavor.Setting;
import dev.outrider.flavor.SettingType;
import dev.outrider.flavor.WritePluginDescriptor;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
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
  public static final int SPI = WritePluginDescriptor.SPI;

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

  /**
   * The plugins on a class path: every jar that has a descriptor.
   *
   * @throws IOException when the class path cannot be read
   */
  public static List<Plugin> onClassPath(ClassLoader loader) throws IOException {
    List<Plugin> plugins = new ArrayList<>();
    for (URL descriptor : Collections.list(loader.getResources(DESCRIPTOR))) {
      if (descriptor.openConnection() instanceof JarURLConnection connection) {
        plugins.add(read(Path.of(URI.create(connection.getJarFileURL().toString()))));
      }
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
    List<FlavorInfo> flavors = new ArrayList<>();
    Map<String, String> classes = new LinkedHashMap<>();
    for (String name : descriptor.list("flavors")) {
      flavors.add(descriptor.flavor(name));
      classes.put(name, descriptor.required("flavor." + name + ".class"));
    }
    Map<String, String> rehearsals = new LinkedHashMap<>();
    for (String name : descriptor.list("rehearsals")) {
      rehearsals.put(name, descriptor.required("rehearsal." + name + ".class"));
      descriptor.spi("rehearsal." + name + ".");
    }
    if (flavors.isEmpty() && rehearsals.isEmpty() && descriptor.missing.isEmpty()) {
      descriptor.missing.add("flavors");
    }
    String content = descriptor.required("content");
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
    return new Plugin.Readable(jar, content, flavors, classes, rehearsals);
  }

  /** The properties of a descriptor, and what it lacks. */
  private static final class Descriptor {
    private final Properties properties;
    private final List<String> missing = new ArrayList<>();
    private int newest;

    Descriptor(Properties properties) {
      this.properties = properties;
    }

    void spi(String key) {
      String spi = required(key + "spi");
      newest =
          Math.max(newest, spi.matches("[0-9]{1,6}") ? Integer.parseInt(spi) : Integer.MAX_VALUE);
    }

    FlavorInfo flavor(String name) {
      String key = "flavor." + name + ".";
      spi(key);
      List<Setting> settings = new ArrayList<>();
      for (String setting : list(key + "settings")) {
        settings.add(setting(setting, key + "setting." + setting + "."));
      }
      Set<Capability> capabilities = EnumSet.noneOf(Capability.class);
      for (String capability : list(key + "capabilities")) {
        capabilities.add(Capability.valueOf(constant(capability)));
      }
      Set<DeployMode> modes = EnumSet.noneOf(DeployMode.class);
      for (String mode : list(key + "deploy-modes")) {
        modes.add(DeployMode.valueOf(constant(mode)));
      }
      List<ProviderLimit> limits = new ArrayList<>();
      int count = Integer.parseInt(text(key + "limits").orElse("0"));
      for (int i = 0; i < count; i++) {
        limits.add(limit(key + "limit." + i + "."));
      }
      return new FlavorInfo(
          name,
          required(key + "integration"),
          text(key + "notes").orElse(""),
          text(key + "documentation").orElse(""),
          modes,
          capabilities,
          new LinkedHashSet<>(list(key + "gpu-kinds")),
          new LinkedHashSet<>(list(key + "stores")),
          limits,
          settings,
          text(key + "rehearsal"));
    }

    private ProviderLimit limit(String key) {
      return new ProviderLimit(
          ProviderLimit.Subject.valueOf(constant(required(key + "subject"))),
          Integer.parseInt(required(key + "most")),
          text(key + "form"),
          text(key + "source").orElse(""));
    }

    private Setting setting(String name, String key) {
      String type = required(key + "type");
      return new Setting(
          name,
          type.isEmpty() ? SettingType.TEXT : SettingType.valueOf(constant(type)),
          text(key + "description").orElse(""),
          text(key + "default"),
          text(key + "example"),
          list(key + "choices"),
          text(key + "required").map(Boolean::parseBoolean).orElse(false),
          text(key + "secret").map(Boolean::parseBoolean).orElse(false),
          text(key + "unit"));
    }

    private static String constant(String id) {
      return id.toUpperCase(Locale.ROOT).replace('-', '_');
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
