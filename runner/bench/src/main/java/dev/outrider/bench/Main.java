// SPDX-License-Identifier: Apache-2.0
package dev.outrider.bench;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** Runs one benchmark: {@code scripts/bench NAME}. */
final class Main {

  private interface Benchmark {
    void run(Path root, Path work, Figures figures) throws Exception;
  }

  private static final Map<String, Benchmark> BENCHMARKS =
      new TreeMap<>(
          Map.of(
              "cli", CliBenchmark::run,
              "bundle", BundleBenchmark::run,
              "orchestrator", OrchestratorBenchmark::run,
              "startup", StartupBenchmark::run));

  private Main() {}

  /** The checkout, a folder to work in, and the benchmark's name. */
  public static void main(String[] arguments) throws Exception {
    String name = arguments.length == 3 ? arguments[2] : "";
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
    Figures figures = new Figures(System.out);
    figures.say(
        "%s: Java %s, %d processors, load %.2f",
        name,
        Runtime.version(),
        Runtime.getRuntime().availableProcessors(),
        java.lang.management.ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    benchmark.run(Path.of(arguments[0]), Path.of(arguments[1]), figures);
  }
}
