// SPDX-License-Identifier: Apache-2.0
package dev.outrider.plugin;

import dev.outrider.packaging.WritePluginDescriptor;
import dev.outrider.plugin.toy.NeedyFlavor;
import dev.outrider.plugin.toy.SecondToyFlavor;
import dev.outrider.plugin.toy.ToyFlavor;
import dev.outrider.plugin.toy.ToyStoreProvider;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Packs the flavors of {@code dev.outrider.plugin.toy} as a plugin jar, as an author's build does:
 * their own classes in one nested jar, their SDK in another. The result can then be spoilt. Nothing
 * is compressed, so that a byte can be found and changed.
 */
final class ToyPlugin {
  static final String IMPLEMENTATION = "toy-1-implementation.jar";
  static final String SDK = "toy-sdk-1.jar";
  static final String TOY = ToyFlavor.class.getName();
  static final String SECOND = SecondToyFlavor.class.getName();
  static final String NEEDY = NeedyFlavor.class.getName();
  static final String STORE = ToyStoreProvider.class.getName();

  private static final String PACKAGE = "dev/outrider/plugin/toy/";

  private final Map<String, byte[]> entries = new TreeMap<>();

  private ToyPlugin() {}

  /**
   * @param work a folder for what is packed
   * @param flavors the flavors that the descriptor names
   */
  static ToyPlugin of(Path work, String... flavors) throws Exception {
    Path folder = Files.createTempDirectory(work, "toy");
    Path jars = Files.createDirectory(folder.resolve("lib"));
    write(
        jars.resolve(IMPLEMENTATION),
        classes(
            "ToyFlavor",
            "SecondToyFlavor",
            "NeedyFlavor",
            "ToyOperator",
            "ToyStore",
            "ToyStoreProvider"));
    write(jars.resolve(SDK), classes("ToySdk"));
    Path descriptor = folder.resolve("plugin.properties");
    List<String> words = new ArrayList<>(List.of(descriptor.toString(), jars.toString()));
    words.addAll(List.of(flavors));
    WritePluginDescriptor.main(words.toArray(String[]::new));
    ToyPlugin plugin = new ToyPlugin();
    plugin.entries.put(PluginFolder.DESCRIPTOR, Files.readAllBytes(descriptor));
    try (Stream<Path> files = Files.list(jars)) {
      for (Path file : files.toList()) {
        plugin.entries.put(NestedJars.FOLDER + file.getFileName(), Files.readAllBytes(file));
      }
    }
    return plugin;
  }

  private static Map<String, byte[]> classes(String... names) throws IOException {
    Map<String, byte[]> classes = new TreeMap<>();
    for (String name : names) {
      String entry = PACKAGE + name + ".class";
      try (InputStream in = ToyPlugin.class.getClassLoader().getResourceAsStream(entry)) {
        classes.put(entry, in.readAllBytes());
      }
    }
    return classes;
  }

  /** What the descriptor says of a nested jar. */
  String described(String jar) {
    String line = descriptor().lines().filter(each -> each.startsWith("jars=")).findFirst().get();
    return List.of(line.substring(5).split(",")).stream()
        .filter(each -> each.startsWith(jar + " "))
        .findFirst()
        .orElseThrow();
  }

  private String descriptor() {
    return new String(entries.get(PluginFolder.DESCRIPTOR), StandardCharsets.UTF_8);
  }

  /** Changes the descriptor, which is not as it was written then. */
  ToyPlugin withDescriptor(String from, String to) {
    String text = descriptor();
    if (!text.contains(from)) {
      throw new IllegalArgumentException("'" + from + "' is not in " + text);
    }
    return with(PluginFolder.DESCRIPTOR, text.replace(from, to).getBytes(StandardCharsets.UTF_8));
  }

  /** As a writer writes it that says other things: with a seal of its own. */
  ToyPlugin withSealed(String from, String to) {
    String text = descriptor();
    int seal = text.indexOf("checked=");
    int end = Integer.parseInt(text.substring(text.indexOf(' ', seal) + 1).strip());
    String head = text.substring(0, end).replace(from, to);
    String lines = head + text.substring(end, seal).replace(from, to);
    CRC32 crc = new CRC32();
    crc.update(lines.getBytes(StandardCharsets.UTF_8));
    String sealed =
        lines + "checked=" + Long.toHexString(crc.getValue()) + " " + head.length() + "\n";
    return with(PluginFolder.DESCRIPTOR, sealed.getBytes(StandardCharsets.UTF_8));
  }

  ToyPlugin with(String entry, byte[] bytes) {
    entries.put(entry, bytes);
    return this;
  }

  ToyPlugin without(String entry) {
    entries.remove(entry);
    return this;
  }

  byte[] bytes(String entry) {
    return entries.get(entry).clone();
  }

  Path writeTo(Path jar) throws IOException {
    write(jar, entries);
    return jar;
  }

  /** The plugin that it is, which must be readable. */
  Plugin.Readable readable(Path folder) throws IOException {
    writeTo(Files.createDirectories(folder).resolve("toy.jar"));
    return (Plugin.Readable) new PluginFolder(folder).read().get(0);
  }

  private static void write(Path jar, Map<String, byte[]> entries) throws IOException {
    try (OutputStream file = Files.newOutputStream(jar);
        ZipOutputStream zip = new ZipOutputStream(file)) {
      zip.setMethod(ZipOutputStream.STORED);
      for (Map.Entry<String, byte[]> each : entries.entrySet()) {
        ZipEntry entry = new ZipEntry(each.getKey());
        CRC32 crc = new CRC32();
        crc.update(each.getValue());
        entry.setSize(each.getValue().length);
        entry.setCrc(crc.getValue());
        zip.putNextEntry(entry);
        zip.write(each.getValue());
      }
    }
  }

  /** Changes one byte of a file, at a text in it; the file's directory stays as it is. */
  static void damage(Path file, String at) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    int place = new String(bytes, StandardCharsets.ISO_8859_1).indexOf(at);
    if (place < 0) {
      throw new IllegalArgumentException("'" + at + "' is not in " + file);
    }
    bytes[place] ^= 1;
    Files.write(file, bytes);
  }
}
