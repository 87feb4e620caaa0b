// SPDX-License-Identifier: Apache-2.0
package dev.outrider.cli;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The files of a new project, as resources of this package's folder {@code new}. In their paths and
 * texts a word between two {@code @} stands for a value.
 */
enum ProjectTemplate {
  /** A pipeline in Java, with its test. */
  JAVA(
      List.of("pipeline", "java"),
      List.of("outrider-api", "outrider-core", "outrider-spark"),
      List.of(
          "README.md",
          "gitignore",
          "outrider.properties",
          "pom.xml",
          "data/flights.csv",
          "src/main/java/@folder@/@class@.java",
          "src/test/java/@folder@/@class@Test.java",
          "src/test/outrider.properties")),

  /** A pipeline in Scala, with its test. */
  SCALA(
      List.of("pipeline", "scala"),
      List.of("outrider-api", "outrider-core", "outrider-spark"),
      List.of(
          "README.md",
          "gitignore",
          "outrider.properties",
          "pom.xml",
          "data/flights.csv",
          "src/main/scala/@folder@/@class@.scala",
          "src/test/scala/@folder@/@class@Test.scala",
          "src/test/outrider.properties")),

  /** A flavor with its contract test. */
  FLAVOR(
      List.of("flavor"),
      List.of("outrider-api", "outrider-flavor-base", "outrider-testkit"),
      List.of(
          "README.md",
          "gitignore",
          "pom.xml",
          "src/main/java/@folder@/@class@Flavor.java",
          "src/main/java/@folder@/@class@StepOperator.java",
          "src/main/java/@folder@/@class@RequestMapping.java",
          "src/main/java/@folder@/@class@StatusMapping.java",
          "src/test/java/@folder@/@class@ContractTest.java",
          "src/test/java/@folder@/@class@Platform.java"));

  private final List<String> folders;
  private final List<String> artifacts;
  private final List<String> files;

  ProjectTemplate(List<String> folders, List<String> artifacts, List<String> files) {
    this.folders = folders;
    this.artifacts = artifacts;
    this.files = files;
  }

  /** Outrider's artifacts that the project depends on. */
  List<String> artifacts() {
    return artifacts;
  }

  /**
   * The project's files by path, in the order in which they are written.
   *
   * @param values what the words between two {@code @} stand for
   */
  Map<String, String> files(Map<String, String> values) throws IOException {
    Map<String, String> texts = new LinkedHashMap<>();
    for (String file : files) {
      String path = file.equals("gitignore") ? ".gitignore" : file;
      texts.put(filled(path, values), filled(text(file), values));
    }
    return texts;
  }

  private String text(String file) throws IOException {
    for (String folder : folders) {
      try (InputStream in =
          ProjectTemplate.class.getResourceAsStream("new/" + folder + "/" + file)) {
        if (in != null) {
          return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
      }
    }
    throw new FileNotFoundException("The distribution lacks " + file + " of " + this);
  }

  private static String filled(String text, Map<String, String> values) {
    String filled = text;
    for (Map.Entry<String, String> each : values.entrySet()) {
      filled = filled.replace("@" + each.getKey() + "@", each.getValue());
    }
    return filled;
  }
}
