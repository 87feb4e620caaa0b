// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The steps of a run by name, in the order of its plan, and how many stand in each phase.
 * Immutable; the same steps with some changed cost no more than an array and those that have
 * changed, for a run of thousands of steps changes thousands of times.
 */
final class StepStates extends AbstractMap<String, StepState> {
  private final Map<String, Integer> places;
  private final StepState[] states;
  private final int[] inPhase;

  private StepStates(Map<String, Integer> places, StepState[] states, int[] inPhase) {
    this.places = places;
    this.states = states;
    this.inPhase = inPhase;
  }

  static StepStates of(Map<String, StepState> steps) {
    if (steps instanceof StepStates known) {
      return known;
    }
    Map<String, Integer> places = new HashMap<>();
    StepState[] states = new StepState[steps.size()];
    int[] inPhase = new int[Phase.values().length];
    for (Map.Entry<String, StepState> each : steps.entrySet()) {
      states[places.size()] = each.getValue();
      inPhase[each.getValue().phase().ordinal()]++;
      places.put(each.getKey(), places.size());
    }
    return new StepStates(places, states, inPhase);
  }

  /** These with some changed. */
  StepStates with(Collection<StepState> changed) {
    StepState[] after = states.clone();
    int[] counts = inPhase.clone();
    for (StepState each : changed) {
      int place = Objects.requireNonNull(places.get(each.step()), each.step());
      counts[after[place].phase().ordinal()]--;
      counts[each.phase().ordinal()]++;
      after[place] = each;
    }
    return new StepStates(places, after, counts);
  }

  /** Whether a step stands in one of some phases. */
  boolean any(Predicate<Phase> phases) {
    for (Phase phase : Phase.values()) {
      if (inPhase[phase.ordinal()] > 0 && phases.test(phase)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public StepState get(Object step) {
    Integer place = places.get(step);
    return place == null ? null : states[place];
  }

  @Override
  public boolean containsKey(Object step) {
    return places.containsKey(step);
  }

  @Override
  public Set<Entry<String, StepState>> entrySet() {
    return new AbstractSet<>() {
      @Override
      public Iterator<Entry<String, StepState>> iterator() {
        return new Entries();
      }

      @Override
      public int size() {
        return states.length;
      }
    };
  }

  private final class Entries implements Iterator<Entry<String, StepState>> {
    private int next;

    @Override
    public boolean hasNext() {
      return next < states.length;
    }

    @Override
    public Entry<String, StepState> next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      StepState state = states[next++];
      return Map.entry(state.step(), state);
    }
  }
}
