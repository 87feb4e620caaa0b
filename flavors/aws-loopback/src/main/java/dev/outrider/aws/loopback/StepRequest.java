// SPDX-License-Identifier: Apache-2.0
package dev.outrider.aws.loopback;

import dev.outrider.testkit.platform.SparkSubmitLine;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A step as a cluster was asked for it. Immutable.
 *
 * @param name its name, which need not be the only one
 * @param actionOnFailure what becomes of the cluster when it fails; {@code CONTINUE} by default
 * @param jar what is started: only {@code command-runner.jar} is on this machine
 * @param mainClass of the jar; empty where its manifest says it
 * @param properties Java properties of the jar
 * @param arguments the command and what it is given
 * @param role whose rights it runs with
 */
record StepRequest(
    String name,
    String actionOnFailure,
    String jar,
    Optional<String> mainClass,
    Map<String, String> properties,
    List<String> arguments,
    Optional<String> role) {
  private static final String RUNNER = "command-runner.jar";
  private static final String LABEL = "spark.outrider.label.";

  StepRequest {
    properties = Map.copyOf(properties);
    arguments = List.copyOf(arguments);
  }

  /**
   * Reads one.
   *
   * @param step a {@code StepConfig}
   * @param role of the request that it is in
   */
  static StepRequest of(Fields step, Optional<String> role) {
    Fields jar = step.structure("HadoopJarStep");
    Map<String, String> properties = new TreeMap<>();
    for (Fields each : jar.structures("Properties")) {
      properties.put(each.text("Key").orElse(""), each.text("Value").orElse(""));
    }
    return new StepRequest(
        step.required("Name"),
        step.text("ActionOnFailure").orElse("CONTINUE"),
        jar.required("Jar"),
        jar.text("MainClass"),
        properties,
        jar.texts("Args"),
        role);
  }

  /** How long the texts of its {@code HadoopJarStep} are together. */
  long characters() {
    return jar.length()
        + mainClass.map(String::length).orElse(0)
        + arguments.stream().mapToLong(String::length).sum()
        + properties.entrySet().stream()
            .mapToLong(each -> each.getKey().length() + each.getValue().length())
            .sum();
  }

  /**
   * What it runs.
   *
   * @throws IllegalArgumentException when it cannot be started
   */
  SparkSubmitLine command() {
    if (!jar.equals(RUNNER)) {
      throw new IllegalArgumentException(
          "The jar is '" + jar + "', and clusters on this machine have '" + RUNNER + "' only.");
    }
    if (arguments.isEmpty() || !arguments.get(0).equals("spark-submit")) {
      throw new IllegalArgumentException(
          "The command is "
              + arguments.stream().limit(1).toList()
              + ", and clusters on this machine have spark-submit only.");
    }
    return SparkSubmitLine.of(arguments);
  }

  /** Those that are in its Spark conf, by name. */
  Map<String, String> labels() {
    Map<String, String> labels = new TreeMap<>();
    command()
        .arguments()
        .conf()
        .forEach(
            (name, value) -> {
              if (name.startsWith(LABEL)) {
                labels.put(name.substring(LABEL.length()), value);
              }
            });
    return labels;
  }
}
