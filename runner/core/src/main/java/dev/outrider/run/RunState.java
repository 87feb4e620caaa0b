// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What is known of a run. Immutable.
 *
 * @param run the run's id
 * @param cancelling whether it was asked to stop
 * @param steps the steps by name, in the order of the plan
 * @param releases the operators that may keep something for the run, by name; empty if another
 *     process runs it
 */
public record RunState(
    String run, boolean cancelling, Map<String, StepState> steps, Map<String, Release> releases) {
  /** How a run stands as a whole. */
  public enum Outcome {
    RUNNING,
    /** Nothing goes on before a person has decided about a step that is held. */
    HELD,
    SUCCEEDED,
    FAILED,
    CANCELLED;

    /** Whether the run can still be resumed. */
    public boolean isOpen() {
      return this == RUNNING || this == HELD;
    }
  }

  public RunState {
    Objects.requireNonNull(run, "run");
    steps = StepStates.of(steps);
    releases = Map.copyOf(releases);
  }

  /** A run that nothing is kept for. */
  RunState(String run, boolean cancelling, Map<String, StepState> steps) {
    this(run, cancelling, steps, Map.of());
  }

  /** This run with some steps changed. */
  RunState with(boolean cancelled, Collection<StepState> changed) {
    return new RunState(run, cancelled, states().with(changed), releases);
  }

  /** This run with what may be kept for it. */
  RunState with(Map<String, Release> now) {
    return new RunState(run, cancelling, steps, now);
  }

  /** Whether every step is over for good. */
  public boolean stepsAreOver() {
    return !any(phase -> !phase.isFinal());
  }

  /** The operators that are giving back what they keep for the run, all steps of which are over. */
  public Set<String> releasing() {
    return stepsAreOver()
        ? releases.keySet().stream()
            .filter(name -> !releases.get(name).leaked())
            .collect(Collectors.toCollection(TreeSet::new))
        : Set.of();
  }

  /** Whether a step stands in one of some phases. */
  boolean any(Predicate<Phase> phases) {
    return states().any(phases);
  }

  private StepStates states() {
    return (StepStates) steps;
  }

  StepState step(String name) {
    return Objects.requireNonNull(steps.get(name), name);
  }

  /** How the run stands: it ends with its last step, and when nothing is kept for it any more. */
  public Outcome outcome() {
    if (any(Phase::isActive)) {
      return Outcome.RUNNING;
    }
    if (any(phase -> phase == Phase.HELD)) {
      return Outcome.HELD;
    }
    if (!stepsAreOver() || !releasing().isEmpty()) {
      return Outcome.RUNNING;
    }
    if (!any(phase -> phase != Phase.SUCCEEDED)) {
      return Outcome.SUCCEEDED;
    }
    boolean failed = any(phase -> phase == Phase.FAILED || phase == Phase.LEAKED && !cancelling);
    return failed ? Outcome.FAILED : Outcome.CANCELLED;
  }
}
