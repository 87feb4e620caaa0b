// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.spark;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The lanes of one Spark home and one Java. The cold one is taken where it does what the script
 * would do, and only there: whatever the script reads besides, it is left to read.
 *
 * @param script the lane that always works; its reason is why there is no cold one
 * @param cold the quick one, where there is one
 */
record Lanes(Lane.Script script, Optional<Lane.Cold> cold) {

  /** The values of the setting, the default first. */
  static final List<String> NAMES = List.of("cold", "script");

  /** The first Java whose archives of classes hold lambdas as well, and Spark 4's least. */
  private static final int LEAST_JAVA = 17;

  /**
   * Read by Spark's {@code spark-class}, {@code load-spark-env.sh} and {@code
   * SparkSubmitCommandBuilder}, but for those that have the same name in the JVM that they start.
   */
  private static final List<String> VARIABLES =
      List.of(
          "HADOOP_CONF_DIR",
          "SPARK_CONF_DIR",
          "SPARK_DIST_CLASSPATH",
          "SPARK_DRIVER_MEMORY",
          "SPARK_LAUNCHER_OPTS",
          "SPARK_MEM",
          "SPARK_PREPEND_CLASSES",
          "SPARK_SUBMIT_LIBRARY_PATH",
          "SPARK_SUBMIT_OPTS",
          "SPARK_TESTING",
          "YARN_CONF_DIR");

  /** What the launcher makes of these is more than a word. */
  private static final List<String> PROPERTIES =
      List.of(
          "spark.driver.defaultJavaOptions",
          "spark.driver.extraClassPath",
          "spark.driver.extraJavaOptions",
          "spark.driver.extraLibraryPath");

  /**
   * @param wanted one of {@link #NAMES}
   * @param environment the variables of this machine's that every driver gets
   */
  static Lanes of(String wanted, SparkHome home, JavaHome java, Map<String, String> environment) {
    Optional<String> obstacle =
        wanted.equals("script") ? Optional.of("so it is set") : obstacle(home, java, environment);
    return new Lanes(
        new Lane.Script(home.sparkSubmit(), obstacle.orElse("")),
        obstacle.isPresent()
            ? Optional.empty()
            : Optional.of(
                new Lane.Cold(java.java(), home.classPath(), home.jvmOptions(), home.logging())));
  }

  private static Optional<String> obstacle(
      SparkHome home, JavaHome java, Map<String, String> environment) {
    if (java.version() < LEAST_JAVA) {
      return Optional.of(java.folder() + " is a Java " + java.version() + ", not 17 or newer");
    }
    if (home.jvmOptions().isEmpty()) {
      return Optional.of(home.folder() + " does not tell what options its Java needs");
    }
    return variable(environment)
        .or(() -> home.read().stream().findFirst().map(file -> file + " is there"));
  }

  private static Optional<String> variable(Map<String, String> environment) {
    return VARIABLES.stream()
        .filter(environment::containsKey)
        .findFirst()
        .map(name -> "the variable " + name + " is set");
  }

  /**
   * The lane of one driver.
   *
   * @param conf its configuration
   * @param environment variables of its own
   */
  Lane lane(Map<String, String> conf, Map<String, String> environment) {
    if (cold.isEmpty()) {
      return script;
    }
    Optional<String> obstacle =
        variable(environment)
            .or(
                () ->
                    PROPERTIES.stream()
                        .filter(conf::containsKey)
                        .findFirst()
                        .map(name -> "'" + name + "' is set"));
    if (obstacle.isPresent()) {
      return new Lane.Script(script.sparkSubmit(), obstacle.get());
    }
    return cold.get();
  }
}
