// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import dev.outrider.flavor.AttemptKey;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A {@link PlatformProcess}, which outlives orchestrators that are killed. Thread-safe. */
final class RehearsedPlatform implements AutoCloseable {
  private static final long END_SECONDS = 60;

  private final Process process;
  private final Path printed;
  private final BufferedReader answers;
  private final PrintStream questions;
  private final String stage;

  /**
   * Clusters that were made for a run.
   *
   * @param now how many there are
   * @param most how many there were at one time
   */
  record Clusters(int now, int most) {}

  /**
   * Starts it.
   *
   * @param settings what is set of the operator
   * @param home the distribution, with the plugin that has the rehearsal
   * @param cache Outrider's cache
   * @param spark the Spark home
   * @param folder is made, for all that it writes
   * @throws IllegalArgumentException when it does not start; the message has what it has printed
   */
  RehearsedPlatform(
      String flavor, Map<String, String> settings, Path home, Path cache, Path spark, Path folder)
      throws IOException {
    printed = Files.createDirectories(folder).resolve("printed.txt");
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                // else each answer of the JDK's server waits 40 ms for an acknowledgement
                "-Dsun.net.httpserver.nodelay=true",
                PlatformProcess.class.getName(),
                home.toString(),
                cache.toString(),
                flavor,
                folder.toString()));
    settings.forEach((key, value) -> command.add(key + "=" + value));
    ProcessBuilder builder = new ProcessBuilder(command).redirectError(printed.toFile());
    builder.environment().put("SPARK_HOME", spark.toString());
    process = builder.start();
    answers = process.inputReader(StandardCharsets.UTF_8);
    questions = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
    stage = answers.readLine();
    if (stage == null) {
      throw new IllegalArgumentException(
          "The platform of flavor '" + flavor + "' does not start: " + Files.readString(printed));
    }
  }

  /** What the operator gets of it, as {@link StandingStage} reads it. */
  String stage() {
    return stage;
  }

  int jobs(AttemptKey key) {
    return Integer.parseInt(ask("jobs " + key));
  }

  boolean runs(AttemptKey key) {
    return Boolean.parseBoolean(ask("runs " + key));
  }

  /**
   * The clusters that were made for a run, counted from the first question on; empty: it makes
   * none.
   */
  Optional<Clusters> clusters(String run) {
    String[] counts = ask("clusters " + run).split(" ");
    return counts.length < 2
        ? Optional.empty()
        : Optional.of(new Clusters(Integer.parseInt(counts[0]), Integer.parseInt(counts[1])));
  }

  private synchronized String ask(String question) {
    try {
      questions.println(question);
      String answer = answers.readLine();
      if (answer == null) {
        throw new IllegalStateException("The platform has ended: " + Files.readString(printed));
      }
      return answer;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends it, and every job that it still runs. */
  @Override
  public void close() {
    questions.close();
    try {
      if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
