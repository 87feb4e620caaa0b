// SPDX-License-Identifier: Apache-2.0
package dev.outrider.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Runs one benchmark: {@code scripts/bench NAME}, or {@code scripts/bench follow MINUTES}. */
final class Main {

  private interface Benchmark {
    /**
     * @param words what was said beside the benchmark's name
     */
    void run(Path root, Path work, List<String> words, Figures figures) throws Exception;
  }

  private static final Map<String, Benchmark> BENCHMARKS =
      new TreeMap<>(
          Map.of(
              "cli", (root, work, words, figures) -> CliBenchmark.run(root, work, figures),
              "bundle", (root, work, words, figures) -> BundleBenchmark.run(root, work, figures),
              "follow",
                  (root, work, words, figures) -> FollowBenchmark.run(root, work, words, figures),
              "follow-emr",
                  (root, work, words, figures) ->
                      FollowEmrBenchmark.run(root, work, words, figures),
              "submit-emr",
                  (root, work, words, figures) ->
                      SubmitEmrBenchmark.run(root, work, words, figures),
              "orchestrator",
                  (root, work, words, figures) -> OrchestratorBenchmark.run(root, work, figures),
              "plain-steps",
                  (root, work, words, figures) ->
                      PlainStepsBenchmark.run(root, work, words, figures),
              "startup", (root, work, words, figures) -> StartupBenchmark.run(root, work, figures),
              "store", (root, work, words, figures) -> StoreBenchmark.run(root, work, figures)));

  private Main() {}

  /** The checkout, a folder to work in, the benchmark's name, and what it takes beside. */
  public static void main(String[] arguments) throws Exception {
    String name = arguments.length > 2 ? arguments[2] : "";
    Benchmark benchmark = BENCHMARKS.get(name);
    if (benchmark == null) {
      System.err.println(
          "scripts/bench: there is no benchmark '"
              + name
              + "'; there are "
              + BENCHMARKS.keySet()
              + ".");
      System.exit(2);
    }
    List<String> words = List.of(arguments).subList(3, arguments.length);
    Figures figures = new Figures(System.out);
    figures.say(
        "%s: Java %s, %d processors, load %.2f",
        name,
        Runtime.version(),
        Runtime.getRuntime().availableProcessors(),
        java.lang.management.ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    benchmark.run(Path.of(arguments[0]), Path.of(arguments[1]), words, figures);
  }
}
