// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.spark;

import dev.outrider.flavor.NotAcceptedException;
import dev.outrider.flavor.Submission;
import dev.outrider.flavor.base.request.ExecutorCount;
import dev.outrider.flavor.base.request.SparkConf;
import dev.outrider.flavor.base.request.SparkSubmit;
import dev.outrider.pipeline.Resources;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What a submission becomes on this machine: a command, and the conf that it reads from a file, for
 * a command line is read by everybody. Pure.
 *
 * @param lane how the driver is started
 * @param arguments those of {@code spark-submit}, but for the file of the conf
 * @param conf Spark's configuration
 */
record LocalRequest(Lane lane, List<String> arguments, Map<String, String> conf) {
  private static final Pattern HEAP = Pattern.compile("[1-9][0-9]*[kKmMgGtT]?");

  /**
   * @param given of the submission, whose request this becomes
   * @param master the cluster's master; empty for Spark's local one in the driver itself
   * @throws NotAcceptedException when this machine cannot give what is asked for
   */
  static LocalRequest of(SparkConf given, Lanes lanes, Optional<String> master)
      throws NotAcceptedException {
    Submission submission = given.submission();
    Map<String, String> conf = given.labels().map();
    if (master.isPresent()) {
      conf.put("spark.master", master.get());
      conf.put("spark.submit.deployMode", "client");
      given.resources(ExecutorCount.CORES_IN_ALL);
    } else {
      applyToOneProcess(given);
    }
    checkDriverMemory(given);
    conf.put("spark.app.name", submission.key().value());
    return new LocalRequest(
        lanes.lane(conf, submission.environment()),
        SparkSubmit.words(submission, List.of()),
        Map.copyOf(conf));
  }

  /** In local mode the driver is the executor too: its memory is what an executor asks for. */
  private static void applyToOneProcess(SparkConf given) throws NotAcceptedException {
    Map<String, String> conf = given.map();
    Resources asked = given.submission().resources();
    String cores = asked.cores().or(asked::driverCores).map(n -> Integer.toString(n)).orElse("*");
    conf.putIfAbsent("spark.master", "local[" + cores + "]");
    if (!conf.get("spark.master").startsWith("local")) {
      throw given.refusal(
          "its master is '"
              + conf.get("spark.master")
              + "', but 'local' runs local masters only. Use the flavor 'spark' for others.");
    }
    asked.driverMemory().or(asked::memory).ifPresent(m -> conf.put("spark.driver.memory", m));
  }

  /**
   * Refuses a heap of the driver that {@code java -Xmx} does not read, such as {@code 8GB}: Spark
   * passes it on as it is, and no driver would start.
   */
  private static void checkDriverMemory(SparkConf given) throws NotAcceptedException {
    String heap = given.map().get("spark.driver.memory");
    if (heap != null && !HEAP.matcher(heap).matches()) {
      throw given.refusal(
          "'spark.driver.memory' is '" + heap + "' but must be an amount such as 512m or 8g.");
    }
  }

  /**
   * The command with the file of the conf named.
   *
   * @param options for the JVM, where the lane starts it itself
   */
  List<String> command(Path properties, List<String> options) {
    List<String> whole = new ArrayList<>(lane.program(conf, options));
    whole.addAll(List.of("--properties-file", properties.toString()));
    whole.addAll(arguments);
    return whole;
  }

  /** The conf as a file of properties. */
  String properties() {
    StringBuilder text = new StringBuilder();
    new TreeMap<>(conf)
        .forEach((k, v) -> text.append(k).append('=').append(escaped(v)).append('\n'));
    return text.toString();
  }

  private static String escaped(String value) {
    String text = value.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r");
    return text.startsWith(" ") ? "\\" + text : text;
  }

  /** For people: one argument a line, then the conf, without a secret. */
  String shown() {
    List<String> words = new ArrayList<>(lane.program(conf, List.of()));
    words.addAll(arguments);
    StringBuilder text = new StringBuilder(String.join(" \\\n  ", words)).append('\n');
    new TreeMap<>(conf)
        .forEach(
            (name, value) ->
                text.append(name)
                    .append('=')
                    .append(SparkConf.isSecret(name, value) ? "(not shown)" : value)
                    .append('\n'));
    return text.toString();
  }
}
