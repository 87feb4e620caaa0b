// SPDX-License-Identifier: Apache-2.0
package dev.outrider.packaging;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipFile;

/**
 * The jars that are nested in a plugin jar, as its descriptor names them: with size and CRC-32,
 * which the directory of the plugin jar has too. So a jar that is cut or missing is seen before one
 * byte of it is read.
 *
 * @param files by name
 */
record PackedJars(List<Path> files) {

  static PackedJars in(Path folder) throws IOException {
    try (Stream<Path> found = Files.list(folder)) {
      return new PackedJars(
          found.filter(file -> file.toString().endsWith(".jar")).sorted().toList());
    }
  }

  /** The jars, separated by commas: each as its name, size in bytes and CRC-32 in hex. */
  String described() throws IOException {
    List<String> described = new ArrayList<>();
    for (Path file : files) {
      byte[] bytes = Files.readAllBytes(file);
      CRC32 crc = new CRC32();
      crc.update(bytes);
      described.add(name(file) + " " + bytes.length + " " + Long.toHexString(crc.getValue()));
    }
    return String.join(",", described);
  }

  /**
   * The jar that has a class.
   *
   * @throws IllegalArgumentException when none has it
   */
  String with(String className) throws IOException {
    String entry = className.replace('.', '/') + ".class";
    for (Path file : files) {
      try (ZipFile zip = new ZipFile(file.toFile())) {
        if (zip.getEntry(entry) != null) {
          return name(file);
        }
      }
    }
    throw new IllegalArgumentException(
        "None of the nested jars has the class "
            + className
            + "; there are "
            + files.stream().map(PackedJars::name).toList()
            + ". Pack the jar with the flavors' own classes into the same folder first.");
  }

  private static String name(Path file) {
    return file.getFileName().toString();
  }
}
