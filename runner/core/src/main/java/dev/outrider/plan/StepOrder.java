// SPDX-License-Identifier: Apache-2.0
package dev.outrider.plan;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.Collectors;

/**
 * The order in which steps can run: each after its predecessors, otherwise in the order of their
 * definition. Steps are numbers here, in that order.
 */
final class StepOrder {

  private final List<Set<Integer>> predecessors;
  private final List<List<Integer>> successors = new ArrayList<>();
  private final int[] waitingFor;
  private final boolean[] done;
  private final PriorityQueue<Integer> ready = new PriorityQueue<>();
  private final List<Integer> order = new ArrayList<>();
  private final List<List<Integer>> cycles = new ArrayList<>();

  /**
   * @param predecessors what each step waits for
   */
  StepOrder(List<Set<Integer>> predecessors) {
    this.predecessors = predecessors;
    this.waitingFor = new int[predecessors.size()];
    this.done = new boolean[predecessors.size()];
    for (int step = 0; step < predecessors.size(); step++) {
      successors.add(new ArrayList<>());
    }
    for (int step = 0; step < predecessors.size(); step++) {
      waitingFor[step] = predecessors.get(step).size();
      for (int predecessor : predecessors.get(step)) {
        successors.get(predecessor).add(step);
      }
      if (waitingFor[step] == 0) {
        ready.add(step);
      }
    }
    runReady();
    for (int step = 0; step < done.length; step++) {
      if (!done[step]) {
        List<Integer> cycle = cycleBefore(step);
        cycles.add(cycle);
        finish(cycle);
        runReady();
      }
    }
  }

  /** The steps in the order in which they can run; meaningless where there are cycles. */
  List<Integer> order() {
    return Collections.unmodifiableList(order);
  }

  /**
   * Cycles, no two of them with a step in common, each beginning and ending with its lowest step,
   * in the direction in which they would run.
   */
  List<List<Integer>> cycles() {
    return Collections.unmodifiableList(cycles);
  }

  /** A cycle in words: {@code a -> b -> a}. */
  static String path(List<Integer> cycle, IntFunction<String> names) {
    return cycle.stream().map(names::apply).collect(Collectors.joining(" -> "));
  }

  private void runReady() {
    while (!ready.isEmpty()) {
      int next = ready.remove();
      if (!done[next]) {
        order.add(next);
        finish(List.of(next));
      }
    }
  }

  private void finish(Collection<Integer> steps) {
    Set.copyOf(steps).forEach(step -> done[step] = true);
    for (int step : Set.copyOf(steps)) {
      for (int successor : successors.get(step)) {
        if (--waitingFor[successor] == 0 && !done[successor]) {
          ready.add(successor);
        }
      }
    }
  }

  /** Every step that is left waits for another one that is left: going back ends in a cycle. */
  private List<Integer> cycleBefore(int start) {
    List<Integer> back = new ArrayList<>();
    int step = start;
    while (!back.contains(step)) {
      back.add(step);
      step =
          predecessors.get(step).stream()
              .filter(each -> !done[each])
              .min(Integer::compare)
              .orElseThrow();
    }
    List<Integer> cycle = new ArrayList<>(back.subList(back.indexOf(step), back.size()));
    Collections.reverse(cycle);
    Collections.rotate(cycle, -cycle.indexOf(Collections.min(cycle)));
    cycle.add(cycle.get(0));
    return List.copyOf(cycle);
  }
}
