// SPDX-License-Identifier: Apache-2.0
package dev.outrider.bundle;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/** Jars that tests write and read. */
final class Jars {

  private Jars() {}

  /** A jar with members as text. */
  static Path of(Path file, Map<String, String> members) {
    Map<String, byte[]> bytes = new LinkedHashMap<>();
    members.forEach((name, text) -> bytes.put(name, text.getBytes(StandardCharsets.UTF_8)));
    return write(file, bytes);
  }

  /** A jar with all files of a folder. */
  static Path ofFolder(Path file, Path folder) {
    Map<String, byte[]> bytes = new LinkedHashMap<>();
    try (Stream<Path> walk = Files.walk(folder)) {
      for (Path each : walk.filter(Files::isRegularFile).sorted().toList()) {
        bytes.put(folder.relativize(each).toString(), Files.readAllBytes(each));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return write(file, bytes);
  }

  private static Path write(Path file, Map<String, byte[]> members) {
    try {
      Files.createDirectories(file.getParent());
      try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
        for (Map.Entry<String, byte[]> member : members.entrySet()) {
          zip.putNextEntry(new ZipEntry(member.getKey()));
          zip.write(member.getValue());
          zip.closeEntry();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return file;
  }

  static List<String> names(Path jar) throws IOException {
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      List<String> names = new ArrayList<>();
      zip.stream().forEach(entry -> names.add(entry.getName()));
      return names;
    }
  }

  static String text(Path jar, String member) throws IOException {
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      return new String(
          zip.getInputStream(zip.getEntry(member)).readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
