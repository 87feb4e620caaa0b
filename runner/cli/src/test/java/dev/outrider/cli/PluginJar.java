// SPDX-License-Identifier: Apache-2.0
package dev.outrider.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Packs a plugin jar out of a descriptor and classes, as they are given. */
final class PluginJar {
  static final String NESTED = "toy-implementation.jar";

  private static final String ENTRY = "META-INF/outrider/lib/" + NESTED;

  private final String descriptor;
  private final Map<String, byte[]> classes = new TreeMap<>();
  private boolean isSealed;

  /**
   * @param descriptor its lines, without those about nested jars
   */
  PluginJar(String descriptor) {
    this.descriptor = descriptor;
  }

  /** With a class that can be found, and never loaded. */
  PluginJar withName(String className) {
    classes.put(className.replace('.', '/') + ".class", new byte[0]);
    return this;
  }

  /** With a class of a folder. */
  PluginJar with(Path folder, String className) throws IOException {
    String entry = className.replace('.', '/') + ".class";
    classes.put(entry, Files.readAllBytes(folder.resolve(entry)));
    return this;
  }

  /** As Outrider's own writer writes it, whose words are taken for it. */
  PluginJar sealed() {
    isSealed = true;
    return this;
  }

  /** A whole plugin. */
  Path writeTo(Path jar) throws IOException {
    return writeTo(jar, zip(classes));
  }

  /** One whose nested jar lacks its end. */
  Path writeCutTo(Path jar) throws IOException {
    byte[] whole = zip(classes);
    return writeTo(jar, Arrays.copyOf(whole, whole.length - 30));
  }

  private Path writeTo(Path jar, byte[] packed) throws IOException {
    byte[] nested = zip(classes);
    CRC32 crc = new CRC32();
    crc.update(nested);
    StringBuilder lines = new StringBuilder(descriptor);
    lines.append("\njars = ").append(NESTED).append(' ').append(nested.length).append(' ');
    lines.append(Long.toHexString(crc.getValue())).append('\n');
    for (String name : flavors()) {
      lines.append("flavor.").append(name).append(".jar = ").append(NESTED).append('\n');
    }
    if (isSealed) {
      CRC32 seal = new CRC32();
      seal.update(lines.toString().getBytes(StandardCharsets.UTF_8));
      lines.append("checked=").append(Long.toHexString(seal.getValue())).append(' ');
      lines.append(lines.indexOf("checked=")).append('\n');
    }
    Map<String, byte[]> entries = new TreeMap<>();
    entries.put(
        "META-INF/outrider/plugin.properties", lines.toString().getBytes(StandardCharsets.UTF_8));
    entries.put(ENTRY, packed);
    return Files.write(jar, zip(entries));
  }

  private List<String> flavors() {
    return descriptor
        .lines()
        .filter(line -> line.startsWith("flavors"))
        .flatMap(line -> List.of(line.replaceFirst("flavors *= *", "").split(" *, *")).stream())
        .toList();
  }

  private static byte[] zip(Map<String, byte[]> entries) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> each : entries.entrySet()) {
        zip.putNextEntry(new ZipEntry(each.getKey()));
        zip.write(each.getValue());
      }
    }
    return bytes.toByteArray();
  }

  /** Changes bytes in the middle of a jar's first entry, which is its nested jar; not its size. */
  static void damage(Path jar) throws IOException {
    byte[] bytes = Files.readAllBytes(jar);
    int start = 30 + ENTRY.length();
    for (int i = 0; i < 40; i++) {
      bytes[start + 200 + i] ^= 0x55;
    }
    Files.write(jar, bytes);
  }
}
