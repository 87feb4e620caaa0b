// SPDX-License-Identifier: Apache-2.0
package dev.outrider.testkit.platform;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The arguments of {@code spark-submit}, read as Spark reads them: {@code SparkSubmitOptionParser}
 * and {@code SparkSubmitArguments}. The main class is never looked for in a manifest. Immutable.
 *
 * @param mode {@code client} or {@code cluster}
 * @param arguments what is to run
 */
public record SparkSubmitLine(String mode, SparkArguments arguments) {
  private static final Pattern WITH_VALUE = Pattern.compile("(--[^=]+)=(.+)", Pattern.DOTALL);
  private static final String ENVIRONMENT = "spark.yarn.appMasterEnv.";
  private static final String MASTER = "spark.master";
  private static final String MODE = "spark.submit.deployMode";

  /** What an option says by a property; the option wins over the property. */
  private static final Map<String, String> PROPERTIES =
      Map.ofEntries(
          Map.entry("--archives", "spark.archives"),
          Map.entry("--deploy-mode", MODE),
          Map.entry("--driver-class-path", "spark.driver.extraClassPath"),
          Map.entry("--driver-cores", "spark.driver.cores"),
          Map.entry("--driver-java-options", "spark.driver.extraJavaOptions"),
          Map.entry("--driver-library-path", "spark.driver.extraLibraryPath"),
          Map.entry("--driver-memory", "spark.driver.memory"),
          Map.entry("--exclude-packages", "spark.jars.excludes"),
          Map.entry("--executor-cores", "spark.executor.cores"),
          Map.entry("--executor-memory", "spark.executor.memory"),
          Map.entry("--files", "spark.files"),
          Map.entry("--jars", "spark.jars"),
          Map.entry("--keytab", "spark.kerberos.keytab"),
          Map.entry("--master", MASTER),
          Map.entry("--name", "spark.app.name"),
          Map.entry("--num-executors", "spark.executor.instances"),
          Map.entry("--packages", "spark.jars.packages"),
          Map.entry("--principal", "spark.kerberos.principal"),
          Map.entry("--py-files", "spark.submit.pyFiles"),
          Map.entry("--queue", "spark.yarn.queue"),
          Map.entry("--repositories", "spark.jars.repositories"),
          Map.entry("--total-executor-cores", "spark.cores.max"));

  private static final Set<String> SWITCHES = Set.of("--verbose", "-v", "--supervise");

  /** Options that Spark knows, and that run no application or need what this machine has not. */
  private static final Set<String> ELSEWHERE =
      Set.of(
          "--help",
          "-h",
          "--version",
          "--usage-error",
          "--kill",
          "--status",
          "--properties-file",
          "--proxy-user");

  /**
   * Reads a command.
   *
   * @param command {@code spark-submit} and what it is given
   * @throws IllegalArgumentException in Spark's words when Spark would not start it
   */
  public static SparkSubmitLine of(List<String> command) {
    Map<String, String> conf = new HashMap<>();
    Map<String, String> options = new HashMap<>();
    String mainClass = null;
    int at = 1;
    while (at < command.size() && command.get(at).startsWith("-")) {
      String option = command.get(at++);
      if (SWITCHES.contains(option)) {
        continue;
      }
      Matcher joined = WITH_VALUE.matcher(option);
      boolean isJoined = joined.matches();
      String name = isJoined ? joined.group(1) : option;
      refuseUnknown(name, option);
      if (!isJoined && at == command.size()) {
        throw new IllegalArgumentException("Missing argument for option '" + name + "'.");
      }
      String value = isJoined ? joined.group(2) : command.get(at++);
      switch (name) {
        case "--class" -> mainClass = value;
        case "--conf", "-c" -> {
          int equals = value.indexOf('=');
          if (equals < 0) {
            throw new IllegalArgumentException("Spark config without '=': " + value);
          }
          conf.put(value.substring(0, equals), value.substring(equals + 1));
        }
        default -> options.put(PROPERTIES.get(name), value);
      }
    }
    if (at == command.size()) {
      throw new IllegalArgumentException(
          "Missing application resource: spark-submit needs a jar after its options.");
    }
    conf.putAll(options);
    return of(mainClass, conf, command.get(at), command.subList(at + 1, command.size()));
  }

  private static void refuseUnknown(String name, String option) {
    if (ELSEWHERE.contains(name)) {
      throw new IllegalArgumentException(
          "spark-submit on this machine does not do '" + name + "'. Leave it out.");
    }
    if (!Set.of("--class", "--conf", "-c").contains(name) && !PROPERTIES.containsKey(name)) {
      throw new IllegalArgumentException("Unrecognized option: " + option);
    }
  }

  private static SparkSubmitLine of(
      String mainClass, Map<String, String> conf, String application, List<String> arguments) {
    String master = conf.getOrDefault(MASTER, "yarn");
    if (!master.equals("yarn")) {
      throw new IllegalArgumentException(
          "The master is '" + master + "', and steps run on 'yarn'. Leave it out.");
    }
    String mode = conf.getOrDefault(MODE, "client");
    if (!mode.equals("client") && !mode.equals("cluster")) {
      throw new IllegalArgumentException(
          "Deploy mode must be either \"client\" or \"cluster\", not \"" + mode + "\".");
    }
    if (mainClass == null) {
      throw new IllegalArgumentException(
          "No main class set in JAR '" + application + "'; please specify one with --class.");
    }
    List<URI> jars =
        Stream.of(conf.getOrDefault("spark.jars", "").split(","))
            .map(String::strip)
            .filter(each -> !each.isEmpty())
            .map(SparkSubmitLine::uri)
            .toList();
    Map<String, String> environment = new TreeMap<>();
    if (mode.equals("cluster")) {
      // in client mode the application master is not the driver
      conf.forEach(
          (name, value) -> {
            if (name.startsWith(ENVIRONMENT)) {
              environment.put(name.substring(ENVIRONMENT.length()), value);
            }
          });
    }
    return new SparkSubmitLine(
        mode,
        new SparkArguments(
            mainClass, uri(application), jars, conf, new ArrayList<>(arguments), environment));
  }

  /** Without a scheme it is a file of the machine: Spark's {@code Utils.resolveURI}. */
  private static URI uri(String text) {
    try {
      URI uri = new URI(text);
      return uri.getScheme() == null ? Path.of(text).toAbsolutePath().toUri() : uri;
    } catch (URISyntaxException e) {
      return Path.of(text).toAbsolutePath().toUri();
    }
  }
}
