// SPDX-License-Identifier: Apache-2.0
package dev.outrider.testkit.platform;

import dev.outrider.flavor.OperatorContext;
import dev.outrider.flavor.Platform;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The Spark home of this machine that a rehearsal runs drivers with: that of {@code SPARK_HOME},
 * with the Java of {@code JAVA_HOME}, else with this process's. Immutable.
 *
 * @param folder the Spark home itself, absolute
 * @param platform what drivers run with
 * @param environment the variables of each driver: the user's, without what would lead Spark to a
 *     cluster
 */
public record SparkHome(Path folder, Platform platform, Map<String, String> environment) {
  private static final Duration GRACE = Duration.ofSeconds(10);
  private static final Pattern CORE = Pattern.compile("spark-core_([0-9.]+)-(.+)[.]jar");

  /** Variables that point Spark to clusters, which a rehearsal must not reach. */
  private static final List<String> CLUSTERS =
      List.of("SPARK_CONF_DIR", "HADOOP_CONF_DIR", "YARN_CONF_DIR");

  public SparkHome {
    environment = Map.copyOf(environment);
  }

  /**
   * Finds it.
   *
   * @param context of the operator that is rehearsed
   * @throws IOException when it cannot be read
   * @throws IllegalArgumentException when there is none; the message says what to set
   */
  public static SparkHome of(OperatorContext context) throws IOException {
    Path home = home(context);
    Map<String, String> environment = new TreeMap<>(context.environment());
    CLUSTERS.forEach(environment::remove);
    Path java =
        variable("JAVA_HOME", context).orElseGet(() -> Path.of(System.getProperty("java.home")));
    environment.put("JAVA_HOME", java.toString());
    return new SparkHome(home, new Platform(line(home), version(java)), environment);
  }

  /**
   * Runs drivers with it.
   *
   * @param work gets a folder for all that they need; made where it is missing
   */
  public SparkBackEnd backEnd(Path work) throws IOException {
    Files.createDirectories(work);
    return new SparkBackEnd(
        folder, Files.createTempDirectory(work, "platform-"), environment, GRACE);
  }

  private static Path home(OperatorContext context) {
    Path home =
        variable("SPARK_HOME", context)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "There is no Spark home to rehearse with: set the variable SPARK_HOME to"
                            + " one."));
    if (!Files.isExecutable(home.resolve("bin/spark-submit"))) {
      throw new IllegalArgumentException(
          home
              + " is no Spark home: it has no bin/spark-submit that can be run. Set the variable"
              + " SPARK_HOME to one.");
    }
    return home.toAbsolutePath();
  }

  private static String line(Path home) throws IOException {
    Path jars = home.resolve("jars");
    try (Stream<Path> files = Files.isDirectory(jars) ? Files.list(jars) : Stream.empty()) {
      return files
          .map(jar -> CORE.matcher(jar.getFileName().toString()))
          .filter(Matcher::matches)
          .map(core -> core.group(2) + "_" + core.group(1))
          .findFirst()
          .orElseThrow(
              () ->
                  new IllegalArgumentException(
                      home
                          + " is no Spark home: it has no jars/spark-core_*.jar. Set the variable"
                          + " SPARK_HOME to one."));
    }
  }

  private static int version(Path java) {
    Properties release = new Properties();
    try (Reader reader = Files.newBufferedReader(java.resolve("release"))) {
      release.load(reader);
      String version = release.getProperty("JAVA_VERSION", "").replace("\"", "");
      return Integer.parseInt(version.replaceFirst("^1[.]", "").replaceFirst("[^0-9].*", ""));
    } catch (IOException | NumberFormatException e) {
      throw new IllegalArgumentException(
          java + " is no Java home: its file 'release' tells no JAVA_VERSION. Set JAVA_HOME.", e);
    }
  }

  /** A variable that is set to nothing is not set. */
  private static Optional<Path> variable(String name, OperatorContext context) {
    return Optional.ofNullable(context.environment().get(name))
        .filter(value -> !value.isEmpty())
        .map(Path::of);
  }
}
