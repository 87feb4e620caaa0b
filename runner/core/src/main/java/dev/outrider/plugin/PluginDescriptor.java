// SPDX-License-Identifier: Apache-2.0
package dev.outrider.plugin;

import dev.outrider.flavor.FlavorInfo;
import dev.outrider.flavor.HadoopAccess;
import dev.outrider.flavor.Setting;
import dev.outrider.packaging.DescriptorSeal;
import dev.outrider.packaging.WritePluginDescriptor;
import dev.outrider.store.ArtifactStoreInfo;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.zip.ZipFile;

/**
 * The descriptor of a plugin jar. Where it is as it was written, only its head is read: what it
 * says beside that is read when somebody asks for it, and lists do not.
 */
final class PluginDescriptor {
  private static final String OWN = Integer.toString(WritePluginDescriptor.SPI);

  private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz";
  private static final String DIGITS = "0123456789";
  private static final String HEX = DIGITS + "abcdef";

  private final Path jar;

  /** The head, or all lines. */
  private final DescriptorLines lines;

  /** Its writer has looked for the classes, and nothing was changed since. */
  private final boolean isSealed;

  /** All of it, as far as only the head is read. */
  private final Optional<byte[]> unread;

  private Optional<DescriptorDetails> details = Optional.empty();

  private PluginDescriptor(
      Path jar, DescriptorLines lines, boolean isSealed, Optional<byte[]> unread) {
    this.jar = jar;
    this.lines = lines;
    this.isSealed = isSealed;
    this.unread = unread;
  }

  /**
   * @param jar the plugin jar, for what is told later
   * @param bytes the descriptor
   * @throws UnusableException when the bytes are no properties
   */
  static PluginDescriptor of(Path jar, byte[] bytes) throws UnusableException {
    Optional<byte[]> sealed = DescriptorSeal.head(bytes);
    if (sealed.isPresent()) {
      DescriptorLines head = DescriptorLines.of(sealed.get());
      if (DescriptorDetails.understands(head.list("words"))) {
        return new PluginDescriptor(jar, head, true, Optional.of(bytes));
      }
    }
    return new PluginDescriptor(
        jar, DescriptorLines.of(bytes), sealed.isPresent(), Optional.empty());
  }

  /** The names of the flavors, right or wrong. */
  List<String> flavorNames() {
    return lines.list("flavors");
  }

  /** The schemes of the artifact stores, right or wrong. */
  List<String> schemes() {
    return lines.list("stores");
  }

  /**
   * The plugin that it describes.
   *
   * @param zip the plugin jar; its nested jars are opened only where the descriptor was changed
   * @throws UnusableException when the descriptor is not whole, is not understood, or is of other
   *     nested jars
   */
  Plugin.Readable plugin(ZipFile zip) throws UnusableException {
    checkInterface();
    Map<String, DescribedFlavor> flavors = new LinkedHashMap<>();
    for (String name : flavorNames()) {
      if (flavors.put(name, flavor(name)) != null) {
        throw new UnusableException(
            "its descriptor names flavor '" + name + "' twice: build it again");
      }
    }
    Map<String, String> rehearsals = new LinkedHashMap<>();
    for (String name : lines.list("rehearsals")) {
      rehearsals.put(name, lines.required("rehearsal." + name + ".class"));
      lines.required("rehearsal." + name + ".spi");
    }
    Map<String, PluginStore> stores = new LinkedHashMap<>();
    for (String scheme : schemes()) {
      if (stores.put(scheme, store(scheme)) != null) {
        throw new UnusableException(
            "its descriptor names the store of '" + scheme + "' twice: build it again");
      }
    }
    String content = lines.required("content");
    List<String> missing = new ArrayList<>(lines.missing());
    if (flavors.isEmpty() && rehearsals.isEmpty() && stores.isEmpty()) {
      missing.add("flavors");
    }
    if (!missing.isEmpty()) {
      throw new UnusableException(
          "its descriptor lacks " + String.join(", ", missing) + ": build it again");
    }
    if (!isOf(content, HEX, HEX) || content.length() > 128) {
      throw new UnusableException(
          "its descriptor has content = " + content + ", which is no hash: build it again");
    }
    JarsDetail jars = new JarsDetail();
    if (!isSealed) {
      NestedJars read = jars.of();
      read.check(zip);
      checkClasses("rehearsal.", rehearsals, read, zip);
      checkClasses("flavor.", classes(flavors, DescribedFlavor::className), read, zip);
      checkClasses("store.", classes(stores, PluginStore::provider), read, zip);
    } else if (!NestedJars.sum(zip).text().equals(lines.text("directory").orElse(""))) {
      jars.of().check(zip);
    }
    return new Plugin.Readable(
        jar,
        content,
        List.copyOf(flavors.values()),
        rehearsals,
        List.copyOf(stores.values()),
        jars);
  }

  private DescribedFlavor flavor(String name) throws UnusableException {
    if (!isOf(name, LETTERS, LETTERS + DIGITS + "-") || name.length() > 40) {
      throw new UnusableException(
          "has a flavor '"
              + name
              + "', which is no name: lower-case letters, digits and -, a letter first, at most 40;"
              + " build it again");
    }
    String key = "flavor." + name + ".";
    lines.required(key + "spi");
    return new DescribedFlavor(
        name,
        lines.required(key + "integration"),
        lines.text(key + "notes").orElse(""),
        lines.required(key + "class"),
        new FlavorDetail(name).asFarAsRead());
  }

  private PluginStore store(String scheme) throws UnusableException {
    if (!ArtifactStoreInfo.isScheme(scheme)) {
      throw new UnusableException(
          "has a store of '"
              + scheme
              + "', which is no scheme of a plugin's store: lower-case letters, digits, +, . and -,"
              + " a letter first, at least 2, and not file; build it again");
    }
    String key = "store." + scheme + ".";
    lines.required(key + "spi");
    return new PluginStore(
        scheme,
        lines.required(key + "class"),
        lines.required(key + "integration"),
        lines.text(key + "notes").orElse(""),
        new StoreDetail(scheme).asFarAsRead(),
        new HadoopDetail(scheme).asFarAsRead());
  }

  /** Something that lists do not show. Kept when it is read; thread-safe. */
  private abstract class Detail<T> implements Supplier<T> {
    private T read;

    abstract T of() throws UnusableException;

    /** As it is, where only the head is read yet; otherwise read. */
    Detail<T> asFarAsRead() throws UnusableException {
      if (unread.isEmpty()) {
        read = of();
      }
      return this;
    }

    @Override
    public synchronized T get() {
      if (read == null) {
        try {
          read = of();
        } catch (UnusableException e) {
          throw new PluginException(jar, e.getMessage(), e);
        }
      }
      return read;
    }
  }

  private final class FlavorDetail extends Detail<FlavorInfo> {
    private final String name;

    FlavorDetail(String name) {
      this.name = name;
    }

    @Override
    FlavorInfo of() throws UnusableException {
      return details().flavor(name);
    }
  }

  private final class StoreDetail extends Detail<List<Setting>> {
    private final String scheme;

    StoreDetail(String scheme) {
      this.scheme = scheme;
    }

    @Override
    List<Setting> of() throws UnusableException {
      return details().store(scheme);
    }
  }

  private final class HadoopDetail extends Detail<Optional<HadoopAccess>> {
    private final String scheme;

    HadoopDetail(String scheme) {
      this.scheme = scheme;
    }

    @Override
    Optional<HadoopAccess> of() throws UnusableException {
      return details().hadoop(scheme);
    }
  }

  private final class JarsDetail extends Detail<NestedJars> {
    @Override
    NestedJars of() throws UnusableException {
      return details().jars();
    }
  }

  private synchronized DescriptorDetails details() throws UnusableException {
    if (details.isEmpty()) {
      details =
          Optional.of(
              new DescriptorDetails(unread.isPresent() ? DescriptorLines.of(unread.get()) : lines));
    }
    return details.get();
  }

  /** Whatever else another version's descriptor says may mean something else. */
  private void checkInterface() throws UnusableException {
    checkInterface("flavor.", flavorNames());
    checkInterface("rehearsal.", lines.list("rehearsals"));
    checkInterface("store.", schemes());
  }

  private void checkInterface(String kind, List<String> names) throws UnusableException {
    for (String name : names) {
      String spi = lines.text(kind + name + ".spi").orElse("");
      if (spi.isEmpty() || spi.equals(OWN)) {
        continue; // what is missing is told with all that is
      }
      if (!spi.matches("[0-9]{1,6}")) {
        throw new UnusableException(
            "was made for interface '"
                + spi
                + "', which is no number, this Outrider has "
                + OWN
                + ": build the plugin again, with the outrider-api of this Outrider");
      }
      int version = Integer.parseInt(spi);
      throw new UnusableException(
          "was made for interface "
              + version
              + ", this Outrider has "
              + OWN
              + ": take a newer "
              + (version > WritePluginDescriptor.SPI ? "Outrider" : "version of the plugin"));
    }
  }

  /**
   * Whether a text begins with some characters and goes on with others. A pattern would cost a list
   * a millisecond.
   */
  private static boolean isOf(String text, String first, String others) {
    for (int i = 0; i < text.length(); i++) {
      if ((i == 0 ? first : others).indexOf(text.charAt(i)) < 0) {
        return false;
      }
    }
    return !text.isEmpty();
  }

  private static <T> Map<String, String> classes(
      Map<String, T> each, Function<T, String> className) {
    Map<String, String> classes = new LinkedHashMap<>();
    each.forEach((name, one) -> classes.put(name, className.apply(one)));
    return classes;
  }

  private void checkClasses(String kind, Map<String, String> classes, NestedJars jars, ZipFile zip)
      throws UnusableException {
    Map<String, Set<String>> byJar = new TreeMap<>();
    for (Map.Entry<String, String> each : classes.entrySet()) {
      String key = kind + each.getKey() + ".jar";
      String jar =
          lines
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
}
