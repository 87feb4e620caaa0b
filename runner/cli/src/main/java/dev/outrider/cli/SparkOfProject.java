// SPDX-License-Identifier: Apache-2.0
package dev.outrider.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The Spark and the Scala that a new project is compiled with.
 *
 * @param version Spark's
 * @param scalaLine {@code 2.12} or {@code 2.13}
 * @param scala Scala's version
 */
record SparkOfProject(String version, String scalaLine, String scala) {
  private static final Pattern CORE =
      Pattern.compile("spark-core_(2\\.1[23])-([0-9]+\\.[0-9]+\\.[0-9]+)\\.jar");
  private static final Pattern LIBRARY =
      Pattern.compile("scala-library-(2\\.1[23]\\.[0-9]+)\\.jar");

  /**
   * That of a Spark home, as it is released; otherwise the one that Outrider is built with.
   *
   * @param home empty if there is none
   */
  static SparkOfProject of(Optional<Path> home) {
    Path jars = home.orElse(Path.of("")).resolve("jars");
    Optional<Matcher> core = home.flatMap(any -> jar(jars, CORE));
    Optional<Matcher> library = home.flatMap(any -> jar(jars, LIBRARY));
    if (core.isEmpty() || library.isEmpty()) {
      return new SparkOfProject(Main.built("spark"), Main.built("scala-line"), Main.built("scala"));
    }
    return new SparkOfProject(core.get().group(2), core.get().group(1), library.get().group(1));
  }

  private static Optional<Matcher> jar(Path jars, Pattern name) {
    try (Stream<Path> all = Files.list(jars)) {
      return all.map(each -> name.matcher(each.getFileName().toString()))
          .filter(Matcher::matches)
          .findFirst();
    } catch (IOException e) {
      // the operator's check names a Spark home that cannot be used
      return Optional.empty();
    }
  }

  /** What words of the templates stand for. */
  Map<String, String> values() {
    return Map.of("spark", version, "scala-line", scalaLine, "scala", scala);
  }
}
