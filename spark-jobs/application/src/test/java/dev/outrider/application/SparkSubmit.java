// SPDX-License-Identifier: Apache-2.0
package dev.outrider.application;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** The real spark-submit of an assembled Spark home, as a child process on loopback. */
public final class SparkSubmit {

  private static final Duration LIMIT = Duration.ofMinutes(3);

  private final Path home;
  private final Path logs;
  private final Map<String, String> environment = new TreeMap<>();
  private final List<String> options = new ArrayList<>(List.of("--master", "local[2]"));
  private int count;

  /**
   * @param home the Spark home
   * @param logs a folder for what the children print
   */
  public SparkSubmit(Path home, Path logs) {
    this.home = home;
    this.logs = logs;
    environment.put("SPARK_LOCAL_IP", "127.0.0.1");
  }

  /** The Spark home that the build laid out. */
  public static Path builtHome() {
    Path home = Path.of(System.getProperty("outrider.spark.home"));
    if (!Files.isExecutable(home.resolve("bin/spark-submit"))) {
      throw new IllegalStateException(
          "No Spark home in " + home + ": build spark-jobs/spark-home first.");
    }
    return home;
  }

  public SparkSubmit with(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  public SparkSubmit conf(String key, String value) {
    options.add("--conf");
    options.add(key + "=" + value);
    return this;
  }

  /** Runs to the end. */
  public Ended run(Path jar, String... arguments) {
    return start(jar, arguments).await();
  }

  public Running start(Path jar, String... arguments) {
    try {
      // A child that is killed leaves its scratch files behind: in the test's folder.
      Path scratch = Files.createDirectories(logs.resolve("scratch"));
      List<String> command = new ArrayList<>();
      command.add(home.resolve("bin/spark-submit").toString());
      command.addAll(options);
      command.addAll(List.of("--conf", "spark.ui.enabled=false"));
      command.addAll(List.of("--conf", "spark.local.dir=" + scratch));
      command.addAll(List.of("--driver-java-options", "-Djava.io.tmpdir=" + scratch));
      command.add(jar.toString());
      command.addAll(List.of(arguments));
      int number = ++count;
      Path out = logs.resolve(number + ".out");
      Path err = logs.resolve(number + ".err");
      ProcessBuilder builder = new ProcessBuilder(command);
      builder.environment().remove("SPARK_HOME");
      builder.environment().putAll(environment);
      builder.redirectOutput(out.toFile()).redirectError(err.toFile());
      return new Running(builder.start(), out, err);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A child that runs; spark-submit becomes the driver's JVM, so its process is the driver's. */
  public record Running(Process process, Path out, Path err) {

    public Ended await() {
      try {
        if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
          process.destroyForcibly().waitFor();
          throw new AssertionError(
              "spark-submit did not end in " + LIMIT + ":\n" + Files.readString(err));
        }
        return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        process.destroyForcibly();
        throw new IllegalStateException(e);
      }
    }
  }

  /** How a child ended, and what it printed. */
  public record Ended(int exitCode, String out, String err) {}
}
