// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.spark;

import dev.outrider.flavor.FlavorInfo;
import dev.outrider.flavor.NotAcceptedException;
import dev.outrider.flavor.Submission;
import dev.outrider.pipeline.Resources;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a submission becomes on this machine: a command, and the conf that it reads from a file, for
 * a command line is read by everybody. Pure.
 *
 * @param lane how the driver is started
 * @param arguments those of {@code spark-submit}, but for the file of the conf
 * @param conf Spark's configuration
 */
record LocalRequest(Lane lane, List<String> arguments, Map<String, String> conf) {

  /**
   * @param flavor what it can give
   * @param master the cluster's master; empty for Spark's local one in the driver itself
   * @param given the operator's conf; the submission's wins over it
   * @throws NotAcceptedException when this machine cannot give what is asked for
   */
  static LocalRequest of(
      Submission submission,
      FlavorInfo flavor,
      Lanes lanes,
      Optional<String> master,
      Map<String, String> given)
      throws NotAcceptedException {
    Map<String, String> conf = SubmittedConf.of(submission, flavor, given);
    if (master.isPresent()) {
      conf.put("spark.master", master.get());
      conf.put("spark.submit.deployMode", "client");
      SubmittedConf.applyToCluster(submission.resources(), conf);
    } else {
      applyToOneProcess(submission, conf);
    }
    SubmittedConf.checkDriverMemory(submission, conf);
    conf.put("spark.app.name", submission.key().value());
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("--class", submission.bundle().mainClass()));
    if (!submission.bundle().jars().isEmpty()) {
      arguments.add("--jars");
      arguments.add(
          submission.bundle().jars().stream().map(URI::toString).collect(Collectors.joining(",")));
    }
    arguments.add(submission.bundle().application().toString());
    arguments.addAll(List.of("--context", submission.contextUri().toString()));
    return new LocalRequest(
        lanes.lane(conf, submission.environment()), List.copyOf(arguments), Map.copyOf(conf));
  }

  /** In local mode the driver is the executor too: its memory is what an executor asks for. */
  private static void applyToOneProcess(Submission submission, Map<String, String> conf)
      throws NotAcceptedException {
    Resources asked = submission.resources();
    String cores = asked.cores().or(asked::driverCores).map(n -> Integer.toString(n)).orElse("*");
    conf.putIfAbsent("spark.master", "local[" + cores + "]");
    if (!conf.get("spark.master").startsWith("local")) {
      throw SubmittedConf.refused(
          submission,
          "its master is '"
              + conf.get("spark.master")
              + "', but 'local' runs local masters only. Use the flavor 'spark' for others.");
    }
    asked.driverMemory().or(asked::memory).ifPresent(m -> conf.put("spark.driver.memory", m));
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
                    .append(SubmittedConf.isSecret(name, value) ? "(not shown)" : value)
                    .append('\n'));
    return text.toString();
  }
}
