// SPDX-License-Identifier: Apache-2.0
package dev.outrider.plan;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * What lies on a class path, for the message of a class that does not. Reads every jar, so it is
 * made only when something is wrong.
 *
 * @param classes the binary names of the classes
 * @param problems a sentence for each folder or jar that is not there or cannot be read
 */
record ClassPathListing(List<String> classes, List<String> problems) {

  private static final String ENDING = ".class";

  static ClassPathListing of(List<Path> classPath) {
    List<String> classes = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    for (Path entry : classPath) {
      try {
        if (Files.isDirectory(entry)) {
          addFolder(entry, classes);
        } else if (Files.exists(entry)) {
          addJar(entry, classes);
        } else {
          problems.add(entry + " on the class path is not there; build the project first.");
        }
      } catch (IOException | UncheckedIOException e) {
        problems.add(
            entry + " on the class path is no jar: " + e.getMessage() + "; build it again.");
      }
    }
    return new ClassPathListing(
        Collections.unmodifiableList(classes), Collections.unmodifiableList(problems));
  }

  private static void addFolder(Path folder, List<String> classes) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      files
          .map(file -> folder.relativize(file).toString().replace('\\', '/'))
          .filter(ClassPathListing::isClass)
          .map(ClassPathListing::className)
          .sorted()
          .forEach(classes::add);
    }
  }

  private static void addJar(Path jar, List<String> classes) throws IOException {
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      zip.stream()
          .map(ZipEntry::getName)
          .filter(ClassPathListing::isClass)
          .map(ClassPathListing::className)
          .forEach(classes::add);
    }
  }

  private static boolean isClass(String name) {
    return name.endsWith(ENDING)
        && !name.startsWith("META-INF/")
        && !name.endsWith("-info" + ENDING);
  }

  private static String className(String name) {
    return name.substring(0, name.length() - ENDING.length()).replace('/', '.');
  }
}
