// SPDX-License-Identifier: Apache-2.0
package dev.outrider.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Times of several contenders that take turns: one round has each of them once, every other round
 * in reverse, so that a machine that gets slower or faster favours none.
 */
final class Rounds {

  /** What is timed once. */
  interface Timed {
    void run() throws Exception;
  }

  /** What tells itself how long it took. */
  interface Measured {
    /** Seconds. */
    double run() throws Exception;
  }

  private final Map<String, List<Double>> seconds = new LinkedHashMap<>();

  private Rounds() {}

  /**
   * @param warmUp rounds that are not counted
   * @param rounds rounds that are
   */
  static Rounds of(int warmUp, int rounds, Map<String, Timed> contenders) throws Exception {
    Map<String, Measured> measured = new LinkedHashMap<>();
    contenders.forEach((name, timed) -> measured.put(name, () -> seconds(timed)));
    return measured(warmUp, rounds, measured);
  }

  private static double seconds(Timed timed) throws Exception {
    long start = System.nanoTime();
    timed.run();
    return (System.nanoTime() - start) / 1e9;
  }

  /**
   * @param warmUp rounds that are not counted
   * @param rounds rounds that are
   */
  static Rounds measured(int warmUp, int rounds, Map<String, Measured> contenders)
      throws Exception {
    Rounds result = new Rounds();
    List<String> order = new ArrayList<>(contenders.keySet());
    order.forEach(name -> result.seconds.put(name, new ArrayList<>()));
    for (int round = -warmUp; round < rounds; round++) {
      for (String name : order) {
        double taken = contenders.get(name).run();
        if (round >= 0) {
          result.seconds.get(name).add(taken);
        }
      }
      java.util.Collections.reverse(order);
    }
    return result;
  }

  double median(String name) {
    return median(seconds.get(name).stream().mapToDouble(Double::doubleValue).toArray());
  }

  double min(String name) {
    return seconds.get(name).stream().mapToDouble(Double::doubleValue).min().orElseThrow();
  }

  double max(String name) {
    return seconds.get(name).stream().mapToDouble(Double::doubleValue).max().orElseThrow();
  }

  /** The median of the rounds' own ratios, which a machine's slow minute moves least. */
  double ratio(String name, String opponent) {
    double[] ratios = new double[seconds.get(name).size()];
    for (int i = 0; i < ratios.length; i++) {
      ratios[i] = seconds.get(name).get(i) / seconds.get(opponent).get(i);
    }
    return median(ratios);
  }

  static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int half = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }
}
