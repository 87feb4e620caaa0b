// SPDX-License-Identifier: Apache-2.0
package dev.outrider.plugin;

import dev.outrider.flavor.Capability;
import dev.outrider.flavor.DeployMode;
import dev.outrider.flavor.FlavorInfo;
import dev.outrider.flavor.ProviderLimit;
import dev.outrider.flavor.Setting;
import dev.outrider.flavor.SettingType;
import dev.outrider.packaging.DescriptorSeal;
import dev.outrider.packaging.WritePluginDescriptor;
import dev.outrider.store.ArtifactStoreInfo;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
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
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * The folder {@code plugins/}: reads the descriptor of each jar in it. A broken plugin is told as
 * broken, and stops no other.
 */
public final class PluginFolder {

  /** The descriptor's place in a plugin jar. */
  public static final String DESCRIPTOR = "META-INF/outrider/plugin.properties";

  /** The version of the interface between Outrider and its plugins. */
  public static final int SPI = WritePluginDescriptor.SPI;

  private static final Set<String> CAPABILITIES =
      Set.of(Stream.of(Capability.values()).map(Capability::id).toArray(String[]::new));
  private static final Set<String> TYPES =
      Set.of(Stream.of(SettingType.values()).map(SettingType::id).toArray(String[]::new));

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
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      byte[] bytes = bytes(zip);
      Descriptor descriptor = new Descriptor(properties(bytes), DescriptorSeal.holds(bytes));
      flavors = descriptor.list("flavors");
      schemes = descriptor.list("stores");
      return describe(jar, descriptor, zip);
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
      byte[] bytes = checked.readAllBytes();
      if (checked.getChecksum().getValue() != entry.getCrc()) {
        throw new UnusableException("has a damaged descriptor: copy it again");
      }
      return bytes;
    }
  }

  private static Properties properties(byte[] bytes) throws IOException, UnusableException {
    Properties properties = new Properties();
    try (Reader text =
        new InputStreamReader(new ByteArrayInputStream(bytes), StandardCharsets.UTF_8)) {
      properties.load(text);
    } catch (IllegalArgumentException e) {
      throw new UnusableException(
          "has a descriptor that cannot be read (" + e.getMessage() + "): build it again");
    }
    return properties;
  }

  private static Plugin describe(Path jar, Descriptor descriptor, ZipFile zip)
      throws UnusableException {
    checkInterface(descriptor);
    checkWords(descriptor);
    List<FlavorInfo> flavors = new ArrayList<>();
    Map<String, String> classes = new LinkedHashMap<>();
    for (String name : descriptor.list("flavors")) {
      flavors.add(flavor(name, descriptor));
      if (classes.put(name, descriptor.required("flavor." + name + ".class")) != null) {
        throw new UnusableException(
            "its descriptor names flavor '" + name + "' twice: build it again");
      }
    }
    Map<String, String> rehearsals = new LinkedHashMap<>();
    for (String name : descriptor.list("rehearsals")) {
      rehearsals.put(name, descriptor.required("rehearsal." + name + ".class"));
      descriptor.required("rehearsal." + name + ".spi");
    }
    List<PluginStore> stores = new ArrayList<>();
    Map<String, String> providers = new LinkedHashMap<>();
    for (String scheme : descriptor.list("stores")) {
      PluginStore store = store(scheme, descriptor);
      stores.add(store);
      if (providers.put(scheme, store.provider()) != null) {
        throw new UnusableException(
            "its descriptor names the store of '" + scheme + "' twice: build it again");
      }
    }
    if (flavors.isEmpty()
        && rehearsals.isEmpty()
        && stores.isEmpty()
        && descriptor.missing.isEmpty()) {
      descriptor.missing.add("flavors");
    }
    String content = descriptor.required("content");
    if (!descriptor.missing.isEmpty()) {
      throw new UnusableException(
          "its descriptor lacks " + String.join(", ", descriptor.missing) + ": build it again");
    }
    if (!content.matches("[0-9a-f]{1,128}")) {
      throw new UnusableException(
          "its descriptor has content = " + content + ", which is no hash: build it again");
    }
    NestedJars jars = NestedJars.of(descriptor.properties);
    jars.check(zip);
    if (!descriptor.sealed) {
      checkClasses("flavor.", classes, descriptor, jars, zip);
      checkClasses("rehearsal.", rehearsals, descriptor, jars, zip);
      checkClasses("store.", providers, descriptor, jars, zip);
    }
    return new Plugin.Readable(jar, content, flavors, classes, rehearsals, stores, jars);
  }

  /** Whatever else another version's descriptor says may mean something else. */
  private static void checkInterface(Descriptor descriptor) throws UnusableException {
    List<String> keys = new ArrayList<>();
    descriptor.list("flavors").forEach(name -> keys.add("flavor." + name + ".spi"));
    descriptor.list("rehearsals").forEach(name -> keys.add("rehearsal." + name + ".spi"));
    descriptor.list("stores").forEach(scheme -> keys.add("store." + scheme + ".spi"));
    for (String key : keys) {
      String spi = descriptor.text(key).orElse("");
      if (spi.isEmpty()) {
        continue; // told with all that is missing
      }
      if (!spi.matches("[0-9]{1,6}")) {
        throw new UnusableException(
            "was made for interface '"
                + spi
                + "', which is no number, this Outrider has "
                + SPI
                + ": build the plugin again, with the outrider-api of this Outrider");
      }
      int version = Integer.parseInt(spi);
      if (version != SPI) {
        throw new UnusableException(
            "was made for interface "
                + version
                + ", this Outrider has "
                + SPI
                + ": take a newer "
                + (version > SPI ? "Outrider" : "version of the plugin"));
      }
    }
  }

  /** Capabilities and types that this Outrider does not know, though the interface is the same. */
  private static void checkWords(Descriptor descriptor) throws UnusableException {
    for (String name : descriptor.list("flavors")) {
      String key = "flavor." + name + ".";
      for (String capability : descriptor.list(key + "capabilities")) {
        if (!CAPABILITIES.contains(capability)) {
          throw new UnusableException(
              unknown("flavor '" + name + "'", "the capability '" + capability + "'"));
        }
      }
      checkTypes("flavor '" + name + "'", key, descriptor);
    }
    for (String scheme : descriptor.list("stores")) {
      checkTypes("the store of '" + scheme + "'", "store." + scheme + ".", descriptor);
    }
  }

  private static void checkTypes(String what, String key, Descriptor descriptor)
      throws UnusableException {
    for (String setting : descriptor.list(key + "settings")) {
      String type = descriptor.text(key + "setting." + setting + ".type").orElse("");
      if (!type.isEmpty() && !TYPES.contains(type)) {
        throw new UnusableException(
            unknown(what, "the setting '" + setting + "' of the type '" + type + "'"));
      }
    }
  }

  private static String unknown(String user, String what) {
    return "has "
        + user
        + " with "
        + what
        + ", which this Outrider does not know: take a newer Outrider, or the version of the"
        + " plugin that was made for this one";
  }

  private static PluginStore store(String scheme, Descriptor descriptor) throws UnusableException {
    if (!scheme.matches(ArtifactStoreInfo.SCHEME) || scheme.equals(ArtifactStoreInfo.BUILT_IN)) {
      throw new UnusableException(
          "has a store of '"
              + scheme
              + "', which is no scheme of a plugin's store: lower-case letters, digits, +, . and -,"
              + " a letter first, at least 2, and not file; build it again");
    }
    return descriptor.store(scheme);
  }

  private static FlavorInfo flavor(String name, Descriptor descriptor) throws UnusableException {
    if (!name.matches("[a-z][a-z0-9-]{0,39}")) {
      throw new UnusableException(
          "has a flavor '"
              + name
              + "', which is no name: lower-case letters, digits and -, a letter first, at most 40;"
              + " build it again");
    }
    try {
      return descriptor.flavor(name);
    } catch (IllegalArgumentException e) {
      throw new UnusableException(
          "says of flavor '"
              + name
              + "' what this Outrider does not understand ("
              + e.getMessage()
              + "): take a newer Outrider, or the version of the plugin that was made for this one");
    }
  }

  private static void checkClasses(
      String kind, Map<String, String> classes, Descriptor descriptor, NestedJars jars, ZipFile zip)
      throws UnusableException {
    Map<String, Set<String>> byJar = new TreeMap<>();
    for (Map.Entry<String, String> each : classes.entrySet()) {
      String key = kind + each.getKey() + ".jar";
      String jar =
          descriptor
              .text(key)
              .orElseThrow(
                  () -> new UnusableException("its descriptor lacks " + key + ": build it again"));
      byJar.computeIfAbsent(jar, name -> new TreeSet<>()).add(each.getValue());
    }
    for (Map.Entry<String, Set<String>> each : byJar.entrySet()) {
      Set<String> missing = jars.missing(each.getValue(), each.getKey(), zip);
      if (!missing.isEmpty()) {
        throw new UnusableException(
            "lacks the class "
                + String.join(", ", new TreeSet<>(missing))
                + " in its nested jar "
                + each.getKey()
                + ": build it again");
      }
    }
  }

  /** The properties of a descriptor, and what it lacks. */
  private static final class Descriptor {
    private final Properties properties;

    /** Its writer has looked for the classes, and nothing was changed since. */
    private final boolean sealed;

    private final List<String> missing = new ArrayList<>();

    Descriptor(Properties properties, boolean sealed) {
      this.properties = properties;
      this.sealed = sealed;
    }

    FlavorInfo flavor(String name) {
      String key = "flavor." + name + ".";
      required(key + "spi");
      List<Setting> settings = settings(key);
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

    PluginStore store(String scheme) {
      String key = "store." + scheme + ".";
      required(key + "spi");
      return new PluginStore(
          scheme,
          required(key + "class"),
          required(key + "integration"),
          text(key + "notes").orElse(""),
          settings(key));
    }

    private List<Setting> settings(String key) {
      List<Setting> settings = new ArrayList<>();
      for (String setting : list(key + "settings")) {
        settings.add(setting(setting, key + "setting." + setting + "."));
      }
      return settings;
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
      String value = properties.getProperty(key, "").strip();
      return value.isEmpty() ? Optional.empty() : Optional.of(value);
    }
  }
}
