// SPDX-License-Identifier: Apache-2.0
package dev.outrider.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Stream;

/** Tries targets with many inputs, each made of a seed: {@code scripts/fuzz}. */
public final class Fuzz {
  private Fuzz() {}

  /** Every target, by name. */
  public static List<FuzzTarget> targets() {
    return ServiceLoader.load(FuzzTarget.class).stream()
        .map(ServiceLoader.Provider::get)
        .sorted(Comparator.comparing(FuzzTarget::name))
        .toList();
  }

  /**
   * Tries the cases of a seed, in their order.
   *
   * @param from the number of the first case
   * @return how many were tried
   * @throws AssertionError when one is a fault; it names the case
   */
  static long run(FuzzTarget target, long seed, long from, long cases, Duration most)
      throws IOException {
    Path folder = Files.createTempDirectory("outrider-fuzz-");
    long end = System.nanoTime() + most.toNanos();
    long tried = 0;
    try {
      while (tried < cases && System.nanoTime() < end) {
        long number = from + tried;
        Path scratch = folder.resolve("case");
        if (!Files.exists(scratch)) {
          Files.createDirectory(scratch);
        }
        try {
          target.check(new Hostile(seed * 0x9E3779B97F4A7C15L + number), scratch);
        } catch (Throwable e) {
          throw new AssertionError(
              "Target "
                  + target.name()
                  + " has a fault: "
                  + e
                  + "\nAgain: scripts/fuzz "
                  + target.name()
                  + " --seed "
                  + seed
                  + " --from "
                  + number
                  + " --cases 1",
              e);
        }
        clear(scratch);
        tried++;
      }
      return tried;
    } finally {
      clear(folder.resolve("case"));
      clear(folder);
      Files.delete(folder);
    }
  }

  /** Leaves the folder itself, which most cases do not use. */
  private static void clear(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        if (!each.equals(folder)) {
          Files.delete(each);
        }
      }
    }
  }

  /**
   * @param words the target or {@code all}, the seed, the first case, the number of cases and the
   *     most minutes, each for one target
   */
  public static void main(String... words) throws IOException {
    long seed = Long.parseLong(words[1]);
    long from = Long.parseLong(words[2]);
    long cases = Long.parseLong(words[3]);
    Duration most = Duration.ofMinutes(Long.parseLong(words[4]));
    List<FuzzTarget> chosen =
        targets().stream()
            .filter(each -> words[0].equals("all") || words[0].equals(each.name()))
            .toList();
    if (chosen.isEmpty()) {
      System.err.println(
          "scripts/fuzz: there is no target '"
              + words[0]
              + "'; there are "
              + targets().stream().map(FuzzTarget::name).toList()
              + ".");
      System.exit(2);
    }
    boolean isFaulty = false;
    for (FuzzTarget each : chosen) {
      System.out.println("fuzz " + each.name() + ": seed " + seed + ", from case " + from);
      long begin = System.nanoTime();
      try {
        long tried = run(each, seed, from, cases, most);
        System.out.printf(
            "fuzz %s: %,d cases in %d s, no fault%n",
            each.name(), tried, Duration.ofNanos(System.nanoTime() - begin).toSeconds());
      } catch (AssertionError e) {
        e.printStackTrace(System.out);
        isFaulty = true;
      }
    }
    System.exit(isFaulty ? 1 : 0);
  }
}
