// SPDX-License-Identifier: Apache-2.0
package dev.outrider.testkit.platform;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What a platform was asked to run, in the words of {@code spark-submit}. Immutable.
 *
 * @param mainClass the class whose {@code main} is called
 * @param application the jar that has it
 * @param jars the other jars, in the order of the class path
 * @param conf Spark's properties
 * @param arguments those of {@code main}
 * @param environment variables of the driver
 */
public record SparkArguments(
    String mainClass,
    URI application,
    List<URI> jars,
    Map<String, String> conf,
    List<String> arguments,
    Map<String, String> environment) {
  public SparkArguments {
    Objects.requireNonNull(mainClass, "mainClass");
    Objects.requireNonNull(application, "application");
    jars = List.copyOf(jars);
    conf = Map.copyOf(conf);
    arguments = List.copyOf(arguments);
    environment = Map.copyOf(environment);
  }
}
