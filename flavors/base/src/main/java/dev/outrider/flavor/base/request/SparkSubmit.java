// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.base.request;

import dev.outrider.flavor.Submission;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The words that {@code spark-submit} is given for a step. Pure. */
public final class SparkSubmit {
  private SparkSubmit() {}

  /**
   * The main class, the options, the bundle, and what {@code main} is called with.
   *
   * @param options the platform's: {@code --conf}, {@code --name}
   */
  public static List<String> words(Submission submission, List<String> options) {
    List<String> words = new ArrayList<>(List.of("--class", submission.bundle().mainClass()));
    words.addAll(options);
    if (!submission.bundle().jars().isEmpty()) {
      words.add("--jars");
      words.add(list(submission.bundle().jars()));
    }
    words.add(submission.bundle().application().toString());
    words.addAll(List.of("--context", submission.contextUri().toString()));
    return words;
  }

  /**
   * The same as a line for a shell, without the properties that look like secrets.
   *
   * @param program {@code spark-submit}, or its path
   * @param environment the driver's variables
   * @param words those of {@link #words}
   */
  public static String line(
      String program,
      Map<String, String> environment,
      Map<String, String> conf,
      List<String> words) {
    List<String> line = new ArrayList<>();
    if (!environment.isEmpty()) {
      line.add("env");
      environment.forEach((name, value) -> line.add(name + "=" + value));
    }
    line.add(program);
    new TreeMap<>(conf)
        .forEach(
            (name, value) -> {
              if (!SparkConf.isSecret(name, value)) {
                line.addAll(List.of("--conf", name + "=" + value));
              }
            });
    line.addAll(words);
    return ShellWord.line(line);
  }

  /** Jars as Spark's lists have them: with a comma between. */
  public static String list(List<URI> jars) {
    return jars.stream().map(URI::toString).collect(Collectors.joining(","));
  }
}
