// SPDX-License-Identifier: Apache-2.0
package dev.outrider.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code outrider step-operator flavor list} against a JVM that says hello. */
final class CliBenchmark {

  private static final int ROUNDS = 15;

  private CliBenchmark() {}

  static void run(Path root, Path work, Figures figures) throws Exception {
    Path bin = root.resolve("runner/cli/target/outrider/bin/outrider");
    Path printed = work.resolve("printed.txt");
    Map<String, Rounds.Timed> contenders = new LinkedHashMap<>();
    contenders.put(
        "hello",
        new Child(
            List.of(
                Child.java(), "-cp", System.getProperty("java.class.path"), Hello.class.getName()),
            Map.of(),
            printed));
    contenders.put(
        "flavor list",
        new Child(
            List.of(bin.toString(), "step-operator", "flavor", "list"),
            Map.of("OUTRIDER_CACHE", work.resolve("cache").toString()),
            work.resolve("flavors.txt")));

    Rounds rounds = Rounds.of(2, ROUNDS, contenders);

    figures.say("%d rounds of whole processes in turns, after 2 that are not counted", ROUNDS);
    figures.say("hello: java -cp ... Hello, the JVM's own defaults");
    figures.say("flavor list: bin/outrider with its class-data archive, which the first run makes");
    figures.say("it printed:");
    Files.readAllLines(work.resolve("flavors.txt")).forEach(line -> figures.say("  %s", line));
    figures.seconds("cli.hello", rounds, "hello");
    figures.seconds("cli.flavor_list", rounds, "flavor list");
    figures.figure("cli.flavor_list_ratio", rounds.ratio("flavor list", "hello"), "x");
  }
}
