// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.loopback;

import dev.outrider.flavor.OperatorContext;
import dev.outrider.flavor.Platform;
import dev.outrider.flavor.Rehearsal;
import dev.outrider.testkit.platform.FaultScript;
import dev.outrider.testkit.platform.SparkBackEnd;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Starts loopback platforms that run what they are given with a Spark home of this machine. */
public final class LoopbackRehearsal implements Rehearsal {
  private static final Duration GRACE = Duration.ofSeconds(10);
  private static final Pattern CORE = Pattern.compile("spark-core_([0-9.]+)-(.+)[.]jar");

  /** Where a Spark of this machine is told of clusters, which a rehearsal must not reach. */
  private static final List<String> CLUSTERS =
      List.of("SPARK_CONF_DIR", "HADOOP_CONF_DIR", "YARN_CONF_DIR");

  @Override
  public Set<String> flavors() {
    return Set.of(LoopbackFlavor.NAME);
  }

  @Override
  public Stage start(String flavor, Map<String, String> settings, OperatorContext context)
      throws IOException {
    if (!flavors().contains(flavor)) {
      throw new IllegalArgumentException("'" + flavor + "' is none of " + flavors() + ".");
    }
    Path home = sparkHome(context);
    Map<String, String> environment = new TreeMap<>(context.environment());
    CLUSTERS.forEach(environment::remove);
    Path java =
        variable("JAVA_HOME", context).orElseGet(() -> Path.of(System.getProperty("java.home")));
    environment.put("JAVA_HOME", java.toString());
    Platform versions = new Platform(line(home), version(java));
    Files.createDirectories(context.workFolder());
    SparkBackEnd backEnd =
        new SparkBackEnd(
            home, Files.createTempDirectory(context.workFolder(), "platform-"), environment, GRACE);
    String token = UUID.randomUUID().toString();
    LoopbackPlatform platform =
        new LoopbackPlatform(
            "job-" + UUID.randomUUID().toString().substring(0, 8),
            versions,
            token,
            backEnd,
            new FaultScript(context.clock()));
    return new Stage() {
      @Override
      public Map<String, String> settings() {
        return Map.of("endpoint", platform.address().toString(), LoopbackFlavor.TOKEN, token);
      }

      @Override
      public void close() {
        platform.close();
      }
    };
  }

  private static Path sparkHome(OperatorContext context) {
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
