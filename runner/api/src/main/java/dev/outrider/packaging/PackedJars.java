// SPDX-License-Identifier: Apache-2.0
package dev.outrider.packaging;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
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
record PackedJars(List<PackedJar> files) {

  /**
   * A nested jar.
   *
   * @param size in bytes
   * @param crc the CRC-32 of its bytes
   */
  private record PackedJar(Path file, long size, long crc) {
    static PackedJar of(Path file) throws IOException {
      byte[] bytes = Files.readAllBytes(file);
      CRC32 crc = new CRC32();
      crc.update(bytes);
      return new PackedJar(file, bytes.length, crc.getValue());
    }

    String name() {
      return file.getFileName().toString();
    }
  }

  static PackedJars in(Path folder) throws IOException {
    List<PackedJar> files = new ArrayList<>();
    try (Stream<Path> found = Files.list(folder)) {
      for (Path file : found.filter(each -> each.toString().endsWith(".jar")).sorted().toList()) {
        files.add(PackedJar.of(file));
      }
    }
    return new PackedJars(files);
  }

  /** The jars, separated by commas: each as its name, size in bytes and CRC-32 in hex. */
  String described() {
    return files.stream()
        .map(each -> each.name() + " " + each.size() + " " + Long.toHexString(each.crc()))
        .collect(Collectors.joining(","));
  }

  /** The sum of the directory that has them in this order. */
  DirectorySum sum() {
    DirectorySum sum = new DirectorySum();
    files.forEach(each -> sum.add(each.name(), each.size(), each.crc()));
    return sum;
  }

  /**
   * The jar that has a class.
   *
   * @throws IllegalArgumentException when none has it
   */
  String with(String className) throws IOException {
    String entry = className.replace('.', '/') + ".class";
    for (PackedJar each : files) {
      try (ZipFile zip = new ZipFile(each.file().toFile())) {
        if (zip.getEntry(entry) != null) {
          return each.name();
        }
      }
    }
    throw new IllegalArgumentException(
        "None of the nested jars has the class "
            + className
            + "; there are "
            + files.stream().map(PackedJar::name).toList()
            + ". Pack the jar with the flavors' own classes into the same folder first.");
  }
}
