// SPDX-License-Identifier: Apache-2.0
package dev.outrider.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The processor time of a plain step's thread under {@code outrider run}, beside that of the same
 * class in plain {@code java}: the same work after the same warm-up.
 */
final class PlainStepsBenchmark {
  /** The least processor time of the work, in seconds. */
  static final double LEAST = 10;

  private static final int ROUNDS = 7;

  /** So that plain java's slow start is not below the least. */
  private static final double MARGIN = 1.2;

  private static final Pattern VALUE = Pattern.compile("\"value\":\\s*([0-9.E-]+)");

  private final Path root;
  private final Path work;

  private PlainStepsBenchmark(Path root, Path work) {
    this.root = root;
    this.work = work;
  }

  static void run(Path root, Path work, List<String> words, Figures figures) throws Exception {
    int rounds = words.isEmpty() ? ROUNDS : Integer.parseInt(words.get(0));
    new PlainStepsBenchmark(root, work).run(rounds, figures);
  }

  private void run(int rounds, Figures figures) throws Exception {
    Files.writeString(work.resolve("outrider.properties"), "");
    int batches = (int) Math.ceil(java(0)[0] * MARGIN);
    Map<String, Rounds.Measured> contenders = new LinkedHashMap<>();
    contenders.put("java", () -> java(batches)[1]);
    contenders.put("outrider run", () -> outrider(batches));
    Rounds measured = Rounds.measured(0, rounds, contenders);

    figures.say("%d rounds in turns: %d batches of 100,000 texts each", rounds, batches);
    figures.say("processor time of the thread, after 5 s of the same work");
    figures.say("java: java -cp ... BusyStep, the JVM's own defaults");
    figures.say("outrider run: the same class as a plain step");
    figures.seconds("plain_steps.java", measured, "java");
    figures.seconds("plain_steps.outrider", measured, "outrider run");
    figures.figure("plain_steps.cpu_ratio", measured.ratio("outrider run", "java"), "x");
  }

  /** How many batches were done, and in how many seconds. */
  private double[] java(int batches) throws Exception {
    Path printed = work.resolve("java.txt");
    new Child(
            List.of(
                Child.java(),
                "-cp",
                System.getProperty("java.class.path"),
                BusyStep.class.getName(),
                Integer.toString(batches)),
            Map.of(),
            printed)
        .run();
    String[] words = Files.readString(printed).strip().split(" ");
    return new double[] {Double.parseDouble(words[0]), Double.parseDouble(words[1])};
  }

  private double outrider(int batches) throws Exception {
    Path printed = work.resolve("outrider.txt");
    new Child(
            List.of(
                root.resolve("runner/cli/target/outrider/bin/outrider").toString(),
                "run",
                BusyStep.class.getName(),
                "--class-path",
                root.resolve("runner/bench/target/classes").toString(),
                "--config",
                work.resolve("outrider.properties").toString(),
                "-P",
                "batches=" + batches,
                "--output",
                "json"),
            Map.of("OUTRIDER_CACHE", work.resolve("cache").toString()),
            printed)
        .run();
    Matcher value = VALUE.matcher(Files.readString(printed));
    if (!value.find()) {
      throw new IllegalStateException(Files.readString(printed));
    }
    return Double.parseDouble(value.group(1));
  }
}
