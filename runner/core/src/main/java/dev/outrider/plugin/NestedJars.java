// SPDX-License-Identifier: Apache-2.0
package dev.outrider.plugin;

import dev.outrider.packaging.DirectorySum;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;

/**
 * The jars in a plugin jar, as its descriptor names them.
 *
 * @param files in the order of the class path
 */
public record NestedJars(List<NestedJar> files) {

  /** The folder that they are in. */
  static final String FOLDER = "META-INF/outrider/lib/";

  /** No nested jars. */
  static final NestedJars NONE = new NestedJars(List.of());

  /**
   * A nested jar.
   *
   * @param name of its file, without a folder
   * @param size in bytes
   * @param crc the CRC-32 of its bytes
   */
  public record NestedJar(String name, long size, long crc) {}

  public NestedJars {
    files = List.copyOf(files);
  }

  /**
   * Reads what a descriptor says of nested jars.
   *
   * @param described each as name, size in bytes and CRC-32 in hexadecimal digits
   * @throws UnusableException when there is none, or one is not what it should be
   */
  static NestedJars of(List<String> described) throws UnusableException {
    if (described.isEmpty()) {
      throw new UnusableException(
          "its descriptor lacks jars: build it again, with the outrider-api of this Outrider");
    }
    List<NestedJar> files = new ArrayList<>();
    for (String each : described) {
      files.add(nestedJar(each));
    }
    return new NestedJars(files);
  }

  private static NestedJar nestedJar(String described) throws UnusableException {
    int size = described.indexOf(' ') + 1;
    int crc = described.indexOf(' ', size) + 1;
    try {
      NestedJar jar =
          new NestedJar(
              described.substring(0, Math.max(0, size - 1)),
              Long.parseUnsignedLong(described.substring(size, Math.max(size, crc - 1))),
              Long.parseUnsignedLong(described.substring(crc), 16));
      if (!isPlain(jar.name())) {
        throw new UnusableException(
            "its descriptor names a nested jar '"
                + jar.name()
                + "', which is no plain file name: build it again");
      }
      return jar;
    } catch (NumberFormatException e) {
      throw new UnusableException(
          "its descriptor says '"
              + described
              + "' of a nested jar, which is not its name, size and CRC-32: build it again, with the"
              + " outrider-api of this Outrider");
    }
  }

  /** Whether a jar of this name is surely written to the folder that it is resolved against. */
  private static boolean isPlain(String name) {
    for (int i = 0; i < name.length(); i++) {
      char each = name.charAt(i);
      boolean isWord = each < 128 && Character.isLetterOrDigit(each);
      if (!isWord && (i == 0 || "._+-".indexOf(each) < 0)) {
        return false;
      }
    }
    return name.endsWith(".jar");
  }

  /** The sum over the nested jars that the directory of a plugin jar has. */
  static DirectorySum sum(ZipFile plugin) {
    DirectorySum sum = new DirectorySum();
    Enumeration<? extends ZipEntry> entries = plugin.entries();
    while (entries.hasMoreElements()) {
      ZipEntry entry = entries.nextElement();
      String name = entry.getName();
      if (name.startsWith(FOLDER) && name.endsWith(".jar")) {
        sum.add(name.substring(FOLDER.length()), entry.getSize(), entry.getCrc());
      }
    }
    return sum;
  }

  /**
   * Compares the directory of a plugin jar; reads no nested jar.
   *
   * @throws UnusableException when a nested jar is missing, is another than the descriptor says, or
   *     is one that the descriptor does not name
   */
  void check(ZipFile plugin) throws UnusableException {
    Map<String, ZipEntry> unknown = new TreeMap<>();
    Enumeration<? extends ZipEntry> entries = plugin.entries();
    while (entries.hasMoreElements()) {
      ZipEntry entry = entries.nextElement();
      String name = entry.getName();
      if (name.startsWith(FOLDER) && name.endsWith(".jar")) {
        unknown.put(name.substring(FOLDER.length()), entry);
      }
    }
    for (NestedJar each : files) {
      ZipEntry entry = unknown.remove(each.name());
      if (entry == null) {
        throw new UnusableException(
            "lacks its nested jar " + each.name() + ": copy the plugin again");
      }
      if (entry.getSize() != each.size()) {
        throw new UnusableException(
            "has "
                + entry.getSize()
                + " bytes of its nested jar "
                + each.name()
                + ", which had "
                + each.size()
                + " when the plugin was built: copy the plugin again");
      }
      if (entry.getCrc() != each.crc()) {
        throw new UnusableException(damaged(each.name()));
      }
    }
    if (!unknown.isEmpty()) {
      throw new UnusableException(
          "has nested jars that its descriptor does not name, "
              + String.join(", ", unknown.keySet())
              + ": write the descriptor when all jars are packed");
    }
  }

  /**
   * Looks for classes by the names of their files. Reads a nested jar up to the last of them.
   *
   * @param jar the nested jar that has them
   * @return the classes that are not there
   * @throws UnusableException when the descriptor names no such jar, or it cannot be read
   */
  Set<String> missing(Collection<String> classes, String jar, ZipFile plugin)
      throws UnusableException {
    if (find(jar).isEmpty()) {
      throw new UnusableException(
          "its descriptor looks for flavors in "
              + jar
              + ", which is none of its nested jars: build it again");
    }
    Set<String> missing = new HashSet<>(classes);
    try (InputStream in = plugin.getInputStream(plugin.getEntry(FOLDER + jar));
        ZipInputStream zip = new ZipInputStream(in)) {
      ZipEntry entry = zip.getNextEntry();
      if (entry == null) {
        throw new UnusableException("has a nested jar " + jar + " that is no jar: build it again");
      }
      while (entry != null && !missing.isEmpty()) {
        String name = entry.getName();
        if (name.endsWith(".class")) {
          missing.remove(name.substring(0, name.length() - 6).replace('/', '.'));
        }
        entry = missing.isEmpty() ? null : zip.getNextEntry();
      }
    } catch (IOException | IllegalArgumentException e) {
      throw new UnusableException(damaged(jar));
    }
    return missing;
  }

  private Optional<NestedJar> find(String name) {
    return files.stream().filter(each -> each.name().equals(name)).findFirst();
  }

  static String damaged(String jar) {
    return "has other bytes in its nested jar "
        + jar
        + " than when the plugin was built: copy the plugin again";
  }
}
