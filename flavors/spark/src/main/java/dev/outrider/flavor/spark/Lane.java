// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.spark;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How a driver is started. What it does then is the same in all lanes. */
sealed interface Lane {

  /** What {@code spark-submit} starts in the end. */
  String MAIN_CLASS = "org.apache.spark.deploy.SparkSubmit";

  /**
   * The optimizing compiler begins later than a JVM's defaults have it: while Spark starts it would
   * take a processor for code that runs for that second only. A step's loops pass these counts in
   * milliseconds.
   */
  List<String> COMPILER =
      List.of(
          "-XX:Tier4InvocationThreshold=60000",
          "-XX:Tier4MinInvocationThreshold=20000",
          "-XX:Tier4CompileThreshold=120000",
          "-XX:Tier4BackEdgeThreshold=400000");

  /** Where the driver's memory is not set: as {@code SparkSubmitCommandBuilder} of Spark has it. */
  String DRIVER_MEMORY = "1g";

  /**
   * The program and its own arguments, up to those of {@code spark-submit}.
   *
   * @param conf Spark's configuration
   * @param options for the JVM, where this lane starts it itself
   */
  List<String> program(Map<String, String> conf, List<String> options);

  /** For people: the lane, and why. */
  String shown();

  /**
   * Spark's own script, which has another JVM work out the command.
   *
   * @param reason why this lane
   */
  record Script(Path sparkSubmit, String reason) implements Lane {
    @Override
    public List<String> program(Map<String, String> conf, List<String> options) {
      return List.of(sparkSubmit.toString());
    }

    @Override
    public String shown() {
      return "lane script: " + reason;
    }
  }

  /**
   * The JVM that the script would start in the end, right away. The class path has no folder on it,
   * which an archive of classes cannot have: the file of the log's configuration is named instead.
   *
   * @param java the program
   * @param classPath the jars of the Spark home
   * @param options those that Spark needs to open Java's modules
   * @param logging the Spark home's own configuration of the log
   */
  record Cold(Path java, String classPath, List<String> options, Optional<Path> logging)
      implements Lane {
    @Override
    public List<String> program(Map<String, String> conf, List<String> more) {
      List<String> words = new ArrayList<>();
      words.add(java.toString());
      words.addAll(more);
      words.addAll(List.of("-cp", classPath));
      words.add("-Xmx" + conf.getOrDefault("spark.driver.memory", DRIVER_MEMORY));
      logging.ifPresent(file -> words.add("-Dlog4j2.configurationFile=" + file));
      words.addAll(COMPILER);
      words.addAll(options);
      words.add(MAIN_CLASS);
      return List.copyOf(words);
    }

    @Override
    public String shown() {
      return "lane cold: one JVM, without Spark's scripts";
    }
  }
}
