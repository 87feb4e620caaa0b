// SPDX-License-Identifier: Apache-2.0
package dev.outrider.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * {@code outrider bundle} of a step with 200 MB of dependencies, first and second, against a fat
 * jar made the usual way.
 */
final class BundleBenchmark {

  private static final int ROUNDS = 5;

  private BundleBenchmark() {}

  static void run(Path root, Path work, Figures figures) throws Exception {
    List<Path> jars = LargeProject.write(work.resolve("libraries"));
    Path classes = root.resolve("spark-jobs/examples/target/classes");
    Path bin = root.resolve("runner/cli/target/outrider/bin/outrider");
    Path cache = work.resolve("cache");
    Path bundle = work.resolve("bundle.jar");
    Path fat = work.resolve("fat.jar");
    String classPath =
        Stream.concat(Stream.of(classes), jars.stream())
            .map(Path::toString)
            .collect(Collectors.joining(":"));
    Child build =
        new Child(
            List.of(
                bin.toString(),
                "bundle",
                "dev.outrider.examples.FlightDelays",
                "--step",
                "clean",
                "--class-path",
                classPath,
                "-o",
                bundle.toString()),
            Map.of("OUTRIDER_CACHE", cache.toString()),
            work.resolve("bundle.txt"));
    List<String> fatJar =
        new ArrayList<>(
            List.of(
                Child.java(),
                "-cp",
                System.getProperty("java.class.path"),
                FatJar.class.getName(),
                fat.toString()));
    jars.forEach(jar -> fatJar.add(jar.toString()));
    Child opponent = new Child(fatJar, Map.of(), work.resolve("fat.txt"));

    // The archive of classes is the command's, not the bundle's: it stays through all rounds.
    new Child(
            List.of(bin.toString(), "--version"),
            Map.of("OUTRIDER_CACHE", cache.toString()),
            work.resolve("version.txt"))
        .run();
    Map<String, Rounds.Timed> contenders = new LinkedHashMap<>();
    contenders.put("fat jar", opponent);
    contenders.put(
        "first",
        () -> {
          Folders.delete(cache.resolve("jars"));
          build.run();
        });
    contenders.put("second", build);
    // In a reversed round the second build would come before the first and still find the cache
    // that the round before has left: it is a second build in every round.
    Rounds rounds = Rounds.of(1, ROUNDS, contenders);

    long dependencies = jars.stream().mapToLong(jar -> jar.toFile().length()).sum();
    figures.say("%d rounds of whole processes in turns, after 1 that is not counted", ROUNDS);
    figures.say(
        "%d jars of %,d MB; the bundle has %,d MB, the fat jar %,d MB",
        jars.size(), dependencies >> 20, Files.size(bundle) >> 20, Files.size(fat) >> 20);
    figures.say("fat jar: every entry inflated and deflated again, nothing checked");
    figures.say("first: outrider bundle, nothing remembered of any jar; files in the page cache");
    figures.say("second: the same again, nothing has changed");
    figures.seconds("bundle.fat_jar", rounds, "fat jar");
    figures.seconds("bundle.first", rounds, "first");
    figures.seconds("bundle.second", rounds, "second");
    figures.figure("bundle.first_ratio", rounds.ratio("first", "fat jar"), "x");
    figures.figure("bundle.second_ratio", rounds.ratio("second", "fat jar"), "x");
  }
}
