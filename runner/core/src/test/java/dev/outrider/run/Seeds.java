// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Runs many seeds, and tells what struck. As a program: {@code Seeds FROM COUNT [PROTECTION]}, the
 * last without a protection; one seed alone is told as a story.
 */
final class Seeds {
  private static final Duration PROGRESS = Duration.ofSeconds(10);

  private static final int ENOUGH_FOR_ALL = 1000;

  private final long begun = System.nanoTime();
  private final Map<Fault, Integer> struck = new EnumMap<>(Fault.class);
  private final Map<String, Integer> killPoints = new TreeMap<>();
  private final Map<RunState.Outcome, Integer> outcomes = new EnumMap<>(RunState.Outcome.class);
  private final Map<Long, Throwable> failures = new TreeMap<>();
  private int seeds;
  private long faults;
  private long kills;

  /** The first failing seed, and what broke. */
  Optional<Map.Entry<Long, Throwable>> firstFailure() {
    return failures.entrySet().stream().findFirst();
  }

  /** What a person should do about a failure. */
  static String advice(Map.Entry<Long, Throwable> failure) {
    return "seed "
        + failure.getKey()
        + ": "
        + failure.getValue()
        + ". Its story: scripts/simulate --from "
        + failure.getKey()
        + " --seeds 1";
  }

  /** Runs seeds on all processors, and stops at the first failure. */
  static Seeds run(long from, int count, Set<Protection> without) throws InterruptedException {
    return run(from, count, without, all -> !all.failures.isEmpty(), progress -> {});
  }

  /** Runs seeds without a protection on all processors, until so many of them break a promise. */
  static Seeds breaking(String promise, Protection protection, int times, int count)
      throws InterruptedException {
    return run(
        0,
        count,
        Set.of(protection),
        all -> all.broken().getOrDefault(promise, List.of()).size() >= times,
        progress -> {});
  }

  /** How many were run. */
  synchronized int all() {
    return seeds + failures.size();
  }

  /** The promises that were broken, each with the seeds that broke it. */
  synchronized Map<String, List<Long>> broken() {
    Map<String, List<Long>> broken = new TreeMap<>();
    failures.forEach(
        (seed, failure) ->
            broken
                .computeIfAbsent(
                    String.valueOf(failure.getMessage()).replaceAll(":.*", ""),
                    promise -> new ArrayList<>())
                .add(seed));
    return broken;
  }

  private static Seeds run(
      long from,
      int count,
      Set<Protection> without,
      Predicate<Seeds> enough,
      Consumer<Seeds> progress)
      throws InterruptedException {
    Seeds all = new Seeds();
    AtomicLong next = new AtomicLong(from);
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
      Thread thread =
          new Thread(
              () -> {
                for (long seed = next.getAndIncrement();
                    seed < from + count && !all.has(enough);
                    seed = next.getAndIncrement()) {
                  all.run(seed, without);
                }
              },
              "seeds");
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      thread.join(PROGRESS.toMillis());
      while (thread.isAlive()) {
        progress.accept(all);
        thread.join(PROGRESS.toMillis());
      }
    }
    return all;
  }

  private synchronized boolean has(Predicate<Seeds> enough) {
    return enough.test(this);
  }

  private void run(long seed, Set<Protection> without) {
    Simulation simulation = new Simulation(seed, without, false);
    try {
      Simulation.Report report = simulation.run();
      synchronized (this) {
        seeds++;
        faults += report.faults();
        kills += report.kills();
        outcomes.merge(report.outcome(), 1, Integer::sum);
        report.struck().forEach(fault -> struck.merge(fault, 1, Integer::sum));
        report.killPoints().forEach(point -> killPoints.merge(point, 1, Integer::sum));
      }
    } catch (Violation | RuntimeException e) {
      synchronized (this) {
        failures.put(seed, e);
      }
    }
  }

  /** What struck in fewer than one of a hundred seeds. */
  List<String> rare() {
    List<String> rare = new ArrayList<>();
    for (Fault fault : Fault.values()) {
      if (struck.getOrDefault(fault, 0) * 100L < seeds) {
        rare.add(fault.name());
      }
    }
    for (String point : Simulation.KILL_POINTS) {
      if (killPoints.getOrDefault(point, 0) * 100L < seeds) {
        rare.add(point);
      }
    }
    return rare;
  }

  void print(PrintStream out) {
    out.printf(
        Locale.ROOT,
        "%d seeds in %.1f s: %.1f faults and %.2f kills in each; %s%n",
        seeds,
        seconds(),
        (double) faults / seeds,
        (double) kills / seeds,
        outcomes);
    table(out, "in so many seeds", struck.keySet(), fault -> struck.get(fault));
    table(out, "killed in so many seeds", killPoints.keySet(), killPoints::get);
  }

  private synchronized void printProgress(PrintStream out) {
    out.printf(Locale.ROOT, "%d seeds in %.0f s%n", seeds, seconds());
  }

  private double seconds() {
    return (System.nanoTime() - begun) / 1e9;
  }

  private <T> void table(
      PrintStream out, String title, Collection<T> keys, Function<T, Integer> of) {
    out.println("  " + title + ":");
    for (T key : keys) {
      out.printf(
          Locale.ROOT, "  %7d  %5.1f %%  %s%n", of.apply(key), 100.0 * of.apply(key) / seeds, key);
    }
  }

  /** A seed told as a story, with how it ends. */
  static void tell(long seed, Set<Protection> without, PrintStream out) {
    Simulation simulation = new Simulation(seed, without, true);
    simulation.plan().steps().forEach(step -> out.println(SimulatedPipeline.told(step)));
    String end;
    try {
      Simulation.Report report = simulation.run();
      end =
          "The run is "
              + RunLoop.title(report.outcome())
              + ", after "
              + report.faults()
              + " faults and "
              + report.kills()
              + " kills.";
    } catch (Violation | RuntimeException e) {
      end = "BROKEN: " + e;
    }
    simulation.world().story().forEach(out::println);
    out.println(end);
  }

  public static void main(String[] words) throws InterruptedException {
    long from = Long.parseLong(words[0]);
    int count = Integer.parseInt(words[1]);
    Set<Protection> without = words.length > 2 ? Set.of(Protection.valueOf(words[2])) : Set.of();
    if (count == 1) {
      tell(from, without, System.out);
      return;
    }
    Seeds all =
        run(
            from,
            count,
            without,
            seeds -> without.isEmpty() && !seeds.failures.isEmpty(),
            progress -> progress.printProgress(System.out));
    all.print(System.out);
    if (!without.isEmpty()) {
      all.broken()
          .forEach(
              (promise, seeds) ->
                  System.out.println(
                      "without "
                          + without
                          + ", broken by "
                          + seeds.size()
                          + " seeds, the first "
                          + seeds.get(0)
                          + ": "
                          + promise));
      return;
    }
    if (all.firstFailure().isPresent()) {
      System.out.println(advice(all.firstFailure().get()));
      System.exit(1);
    }
    if (count >= ENOUGH_FOR_ALL && !all.rare().isEmpty()) {
      System.out.println("struck in fewer than one of a hundred seeds: " + all.rare());
      System.exit(1);
    }
  }
}
