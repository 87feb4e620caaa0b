// SPDX-License-Identifier: Apache-2.0
package dev.outrider.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * {@code outrider step-operator flavor list} against a JVM that says hello, and against itself in a
 * distribution without the largest of its plugins; {@code outrider runs list} beside it.
 */
final class CliBenchmark {

  private static final int ROUNDS = 60;

  private CliBenchmark() {}

  static void run(Path root, Path work, Figures figures) throws Exception {
    Path home = root.resolve("runner/cli/target/outrider");
    // copies of their own: whoever shares files with another finds them in the processor's caches
    Path smaller = Files.createDirectories(work.resolve("smaller"));
    copyWithoutAws(home, smaller);
    Path same = Files.createDirectories(work.resolve("same"));
    copyWithoutAws(home, same);
    Path printed = work.resolve("printed.txt");
    Map<String, Rounds.Timed> contenders = new LinkedHashMap<>();
    contenders.put(
        "hello",
        new Child(
            List.of(
                Child.java(), "-cp", System.getProperty("java.class.path"), Hello.class.getName()),
            Map.of(),
            printed));
    String[] list = {"step-operator", "flavor", "list"};
    contenders.put("flavor list", outrider(home, work.resolve("flavors.txt"), work, list));
    contenders.put("without aws", outrider(smaller, work.resolve("fewer.txt"), work, list));
    contenders.put("without aws again", outrider(same, work.resolve("fewer.txt"), work, list));
    String config = Files.writeString(work.resolve("outrider.properties"), "").toString();
    contenders.put(
        "runs list",
        outrider(home, work.resolve("runs.txt"), work, "runs", "list", "--config", config));

    Rounds rounds = Rounds.of(2, ROUNDS, contenders);

    figures.say("%d rounds of whole processes in turns, after 2 that are not counted", ROUNDS);
    figures.say("hello: java -cp ... Hello, the JVM's own defaults");
    figures.say("flavor list: bin/outrider with its class-data archive, which the first run makes");
    figures.say("it printed:");
    Files.readAllLines(work.resolve("flavors.txt")).forEach(line -> figures.say("  %s", line));
    figures.seconds("cli.hello", rounds, "hello");
    figures.seconds("cli.flavor_list", rounds, "flavor list");
    figures.figure("cli.flavor_list_ratio", rounds.ratio("flavor list", "hello"), "x");
    figures.say(
        "the same command in a copy of the distribution without the plugin of AWS printed:");
    Files.readAllLines(work.resolve("fewer.txt")).forEach(line -> figures.say("  %s", line));
    figures.seconds("cli.flavor_list_without_aws", rounds, "without aws");
    figures.figure("cli.aws_ratio", rounds.ratio("flavor list", "without aws"), "x");
    figures.say("what the machine makes of a command against itself:");
    figures.figure("cli.same_ratio", rounds.ratio("without aws again", "without aws"), "x");
    figures.say("runs list, which reads properties and opens a run store:");
    figures.seconds("cli.runs_list", rounds, "runs list");
    figures.figure("cli.runs_list_ratio", rounds.ratio("runs list", "hello"), "x");
  }

  private static Child outrider(Path home, Path printed, Path work, String... words) {
    List<String> command = new ArrayList<>(List.of(home.resolve("bin/outrider").toString()));
    command.addAll(List.of(words));
    return new Child(command, Map.of("OUTRIDER_CACHE", work.resolve("cache").toString()), printed);
  }

  private static void copyWithoutAws(Path home, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(home)) {
      for (Path each : files.toList()) {
        if (!each.getFileName().toString().startsWith("outrider-aws-")) {
          Path target = to.resolve(home.relativize(each).toString());
          if (Files.isDirectory(each)) {
            Files.createDirectories(target);
          } else {
            Files.copy(each, target, StandardCopyOption.COPY_ATTRIBUTES);
          }
        }
      }
    }
  }
}
