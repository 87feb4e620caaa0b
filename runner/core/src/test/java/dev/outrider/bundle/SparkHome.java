// SPDX-License-Identifier: Apache-2.0
package dev.outrider.bundle;

import dev.outrider.bundle.ClassList.SparkJar;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipFile;

/** An assembled Spark home: what the committed class lists are made from. */
final class SparkHome implements AutoCloseable {

  /**
   * By name and not by the coordinates inside: spark-core and hadoop-client-runtime carry the
   * coordinates of everything that was relocated into them. Scala's modules (scala-xml,
   * scala-parser-combinators, scala-collection-compat) are libraries like others.
   */
  private static final Pattern OWN =
      Pattern.compile("spark-.+_2\\.\\d+-.+|scala-(library|reflect|compiler)-.+|hadoop-.+");

  private final KnownLine line;
  private final List<ZipFile> files = new ArrayList<>();
  private final List<SparkJar> jars = new ArrayList<>();
  private final Map<String, ZipFile> places = new HashMap<>();

  SparkHome(KnownLine line, Path home) throws IOException {
    this.line = line;
    List<Path> paths;
    try (Stream<Path> listed = Files.list(home.resolve("jars"))) {
      paths = listed.filter(path -> path.toString().endsWith(".jar")).sorted().toList();
    }
    for (Path path : paths) {
      ZipFile file = new ZipFile(path.toFile());
      files.add(file);
      String name = path.getFileName().toString().replaceFirst("\\.jar$", "");
      TreeSet<String> classes = new TreeSet<>();
      file.stream().forEach(entry -> SparkJar.classAt(entry.getName()).ifPresent(classes::add));
      jars.add(new SparkJar(name, OWN.matcher(name).matches(), List.copyOf(classes)));
      classes.forEach(each -> places.putIfAbsent(each, file));
    }
    // as SparkClasses does: nothing shadows what is Spark's own
    for (int i = 0; i < jars.size(); i++) {
      if (jars.get(i).own()) {
        for (String each : jars.get(i).classes()) {
          places.put(each, files.get(i));
        }
      }
    }
  }

  /** The folder of homes that the build laid out, {@code spark-jobs/spark-home/target}. */
  static Path homes() {
    return Path.of(System.getProperty("outrider.spark.homes"));
  }

  /** The home of a line where the build has it. */
  static Optional<Path> of(KnownLine line) {
    Path home = homes().resolve(line.title());
    return Files.isDirectory(home.resolve("jars")) ? Optional.of(home) : Optional.empty();
  }

  /** The home of the line that every build has. */
  static Path standard() {
    return of(KnownLine.SPARK_3_5)
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "No Spark home in " + homes() + ". Build spark-jobs/spark-home first."));
  }

  KnownLine line() {
    return line;
  }

  ClassList classList() {
    return new ClassList(jars);
  }

  /** The bytes of a class. */
  Optional<byte[]> bytes(String internalName) throws IOException {
    ZipFile file = places.get(internalName);
    if (file == null) {
      return Optional.empty();
    }
    try (InputStream in = file.getInputStream(file.getEntry(internalName + ".class"))) {
      return Optional.of(in.readAllBytes());
    }
  }

  @Override
  public void close() throws IOException {
    for (ZipFile file : files) {
      file.close();
    }
  }
}
