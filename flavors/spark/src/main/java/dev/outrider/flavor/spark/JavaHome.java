// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.spark;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/**
 * A folder with a Java in it.
 *
 * @param folder the folder
 * @param version its feature version: 17
 */
record JavaHome(Path folder, int version) {

  /**
   * Looks at a folder: every JDK and JRE has a file {@code release} since Java 9, and most have one
   * in 8.
   *
   * @throws IllegalArgumentException when it is no Java home; the message says what it lacks
   */
  static JavaHome in(Path folder) {
    Path absolute = folder.toAbsolutePath().normalize();
    if (!Files.isExecutable(absolute.resolve("bin/java"))) {
      throw new IllegalArgumentException(
          absolute + " is no Java home: it has no bin/java that can be run.");
    }
    Properties release = new Properties();
    try (Reader reader = Files.newBufferedReader(absolute.resolve("release"))) {
      release.load(reader);
      String version = release.getProperty("JAVA_VERSION", "").replace("\"", "");
      return new JavaHome(
          absolute,
          Integer.parseInt(version.replaceFirst("^1[.]", "").replaceFirst("[^0-9].*", "")));
    } catch (IOException | NumberFormatException e) {
      throw new IllegalArgumentException(
          absolute + " is no Java home: its file 'release' tells no JAVA_VERSION.");
    }
  }

  Path java() {
    return folder.resolve("bin/java");
  }
}
