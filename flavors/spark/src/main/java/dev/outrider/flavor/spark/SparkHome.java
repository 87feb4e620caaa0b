// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.spark;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A folder with a Spark in it.
 *
 * @param folder the folder
 * @param line its Spark's and its Scala's version: {@code 3.5.5_2.12}
 */
record SparkHome(Path folder, String line) {

  private static final Pattern CORE = Pattern.compile("spark-core_([0-9.]+)-(.+)[.]jar");

  /**
   * Looks at a folder.
   *
   * @throws IllegalArgumentException when it is no Spark home; the message says what it lacks
   */
  static SparkHome in(Path folder) {
    Path absolute = folder.toAbsolutePath().normalize();
    if (!Files.isExecutable(absolute.resolve("bin/spark-submit"))) {
      throw new IllegalArgumentException(
          absolute + " is no Spark home: it has no bin/spark-submit that can be run.");
    }
    try (Stream<Path> jars = Files.list(absolute.resolve("jars"))) {
      Optional<Matcher> core =
          jars.map(jar -> CORE.matcher(jar.getFileName().toString()))
              .filter(Matcher::matches)
              .findAny();
      return core.map(found -> new SparkHome(absolute, found.group(2) + "_" + found.group(1)))
          .orElseThrow(() -> lacks(absolute));
    } catch (IOException e) {
      throw lacks(absolute);
    }
  }

  private static IllegalArgumentException lacks(Path folder) {
    return new IllegalArgumentException(
        folder + " is no Spark home: it has no jars/spark-core_*.jar.");
  }

  Path sparkSubmit() {
    return folder.resolve("bin/spark-submit");
  }

  /**
   * What {@code conf/spark-defaults.conf} says: spark-submit reads it only where no other file of
   * properties is named.
   */
  Map<String, String> defaults() throws IOException {
    Path file = folder.resolve("conf/spark-defaults.conf");
    Map<String, String> defaults = new TreeMap<>();
    if (Files.isRegularFile(file)) {
      Properties properties = new Properties();
      try (Reader reader = Files.newBufferedReader(file)) {
        properties.load(reader);
      }
      for (String name : properties.stringPropertyNames()) {
        if (name.startsWith("spark.")) {
          defaults.put(name, properties.getProperty(name).strip());
        }
      }
    }
    return defaults;
  }
}
