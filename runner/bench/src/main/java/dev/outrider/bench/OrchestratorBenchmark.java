// SPDX-License-Identifier: Apache-2.0
package dev.outrider.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Steps that do nothing, in a chain and in a fan, by Outrider and by engines that also keep their
 * state: what a step costs that is not the step. Each engine has a process of its own through all
 * rounds, with the same JDK and heap, and a new store in each round.
 */
final class OrchestratorBenchmark {
  private static final int WARM_UP = 3;
  private static final int ROUNDS = 7;
  private static final int CHAIN = 40;
  private static final int FAN = 2000;
  private static final int RAW_SYNCS = 400;

  private final Figures figures;
  private final Map<Contender, EngineClient> engines;
  private final Optional<Path> counter;

  private OrchestratorBenchmark(
      Figures figures, Map<Contender, EngineClient> engines, Optional<Path> counter) {
    this.figures = figures;
    this.engines = engines;
    this.counter = counter;
  }

  static void run(Path root, Path work, Figures figures) throws Exception {
    String disk = Files.getFileStore(work).type();
    if (disk.equals("tmpfs")) {
      throw new IllegalStateException(
          work + " is in memory, where nothing is durable. Set TMPDIR to a folder on a disk.");
    }
    Optional<Path> counter = SyncCounter.compile(work);
    Map<Contender, EngineClient> engines = new EnumMap<>(Contender.class);
    try {
      for (Contender each : Contender.values()) {
        engines.put(each, new EngineClient(each, work.resolve(each.name()), counter));
      }
      sayConditions(figures, work, disk);
      new OrchestratorBenchmark(figures, engines, counter).measure(work);
    } finally {
      for (EngineClient each : engines.values()) {
        each.close();
      }
    }
  }

  private static void sayConditions(Figures figures, Path work, String disk) {
    figures.say(
        "%d rounds in turns, after %d that is not counted; a process for each engine, heap %s;"
            + " %d steps at once; a new store in each round",
        ROUNDS, WARM_UP, EngineClient.heap(), Engine.THREADS);
    figures.say("all stores are on one disk: %s, %s", work, disk);
    figures.say("chain: %d steps, each takes what the one before has given", CHAIN);
    figures.say("fan-out: %d steps that know nothing of each other", FAN);
    figures.say("from the order, the steps being defined, to the end of the last step");
    figures.say(
        "not compared: JobRunr, which looks for work every 5 s at the shortest: that is its chain");
  }

  private void measure(Path work) throws Exception {
    List<Double> raw = new ArrayList<>();
    // first the one that has many steps: the chain is measured in processes that have run for long
    Shape fan = shape("fan", FAN, work, raw);
    Shape chain = shape("chain", CHAIN, work, raw);
    double[] sorted = raw.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    figures.say(
        "raw fdatasync of 4 KiB, %d of them through all rounds: p50 %.0f us, p99 %.0f us",
        sorted.length, quantile(sorted, 0.5) * 1e6, quantile(sorted, 0.99) * 1e6);
    if (counter.isEmpty()) {
      figures.say(
          "syncs were NOT counted, and 'durable' is claimed below and not checked: there is no cc"
              + " here that compiles the counter (Debian packages gcc and libc6-dev)");
    }
    for (Contender each : Contender.values()) {
      say(each, chain, fan);
    }
    figures.figure("orchestrator.raw_fdatasync", quantile(sorted, 0.5) * 1e6, "us");
    Contender best = best(chain);
    figures.say("chain ratio: time of Outrider over that of %s", best.title);
    figures.figure("orchestrator.chain_ratio", chain.rounds.ratio("OUTRIDER", best.name()), "x");
    best = best(fan);
    figures.say("fan-out ratio: steps a second of Outrider over those of %s", best.title);
    figures.figure("orchestrator.fanout_ratio", fan.rounds.ratio(best.name(), "OUTRIDER"), "x");
  }

  /** One shape, run by all engines. */
  private record Shape(
      int steps, Rounds rounds, Map<Contender, List<EngineClient.Answer>> answers) {
    double syncs(Contender contender) {
      return median(contender, answer -> answer.syncs() / (double) steps);
    }

    double processor(Contender contender) {
      return median(contender, answer -> answer.processor() / steps);
    }

    double defining(Contender contender) {
      return median(contender, EngineClient.Answer::defining);
    }

    private double median(
        Contender contender, java.util.function.ToDoubleFunction<EngineClient.Answer> what) {
      return Rounds.median(answers.get(contender).stream().mapToDouble(what).toArray());
    }
  }

  private Shape shape(String name, int steps, Path work, List<Double> raw) throws Exception {
    Map<Contender, List<EngineClient.Answer>> answers = new EnumMap<>(Contender.class);
    Map<String, Rounds.Measured> contenders = new LinkedHashMap<>();
    engines.forEach(
        (contender, engine) -> {
          answers.put(contender, new ArrayList<>());
          contenders.put(
              contender.name(),
              () -> {
                EngineClient.Answer answer = engine.order(name, steps);
                answers.get(contender).add(answer);
                return answer.seconds();
              });
        });
    contenders.put(
        "disk",
        () -> {
          double[] syncs = DiskSpeed.syncs(work, RAW_SYNCS);
          for (double each : syncs) {
            raw.add(each);
          }
          return quantile(syncs, 0.5);
        });
    return new Shape(steps, Rounds.measured(WARM_UP, ROUNDS, contenders), answers);
  }

  private void say(Contender each, Shape chain, Shape fan) throws IOException {
    String name = each.name();
    figures.say("%s, %s (%s)", each.title, each.store, each.kind.title);
    figures.say(
        "  chain %.2f ms a step (%.2f to %.2f), fan-out %.0f steps a second (%.0f to %.0f)",
        chain.rounds.median(name) * 1e3 / CHAIN,
        chain.rounds.min(name) * 1e3 / CHAIN,
        chain.rounds.max(name) * 1e3 / CHAIN,
        FAN / fan.rounds.median(name),
        FAN / fan.rounds.max(name),
        FAN / fan.rounds.min(name));
    figures.say(
        "  processor time a step: %.2f ms in the chain, %.2f ms in the fan-out",
        chain.processor(each) * 1e3, fan.processor(each) * 1e3);
    figures.say(
        "  defined beforehand in %.0f and %.0f ms",
        chain.defining(each) * 1e3, fan.defining(each) * 1e3);
    if (counter.isPresent()) {
      figures.say(
          "  syncs a step: %.2f in the chain, %.2f in the fan-out",
          chain.syncs(each), fan.syncs(each));
      check(each, chain);
    }
    String figure = "orchestrator." + name.toLowerCase(java.util.Locale.ROOT);
    figures.figure(figure + ".chain", chain.rounds.median(name) * 1e3 / CHAIN, "ms");
    figures.figure(figure + ".fanout", FAN / fan.rounds.median(name), "steps/s");
    if (counter.isPresent()) {
      figures.figure(figure + ".chain_syncs", chain.syncs(each), "syncs/step");
      figures.figure(figure + ".fanout_syncs", fan.syncs(each), "syncs/step");
    }
  }

  /** A step of the chain begins when the one before is known for good: that takes a sync each. */
  private static void check(Contender each, Shape chain) {
    if (each.isDurable() && chain.syncs(each) < 1) {
      throw new IllegalStateException(
          each.title + " is called durable, and syncs " + chain.syncs(each) + " times a step");
    }
  }

  private static Contender best(Shape shape) {
    return Stream.of(Contender.values())
        .filter(each -> each.isDurable() && each != Contender.OUTRIDER)
        .min(java.util.Comparator.comparingDouble(each -> shape.rounds.median(each.name())))
        .orElseThrow();
  }

  private static double quantile(double[] sorted, double part) {
    return sorted[(int) (part * (sorted.length - 1))];
  }
}
