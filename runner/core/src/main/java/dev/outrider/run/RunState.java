// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;

/**
 * What is known of a run. Immutable.
 *
 * @param run the run's id
 * @param cancelling whether it was asked to stop
 * @param steps the steps by name, in the order of the plan
 */
public record RunState(String run, boolean cancelling, Map<String, StepState> steps) {
  /** How a run stands as a whole. */
  public enum Outcome {
    RUNNING,
    /** Nothing goes on before a person has decided about a step that is held. */
    HELD,
    SUCCEEDED,
    FAILED,
    CANCELLED;

    /** Whether somebody may still go on with the run. */
    public boolean isOpen() {
      return this == RUNNING || this == HELD;
    }
  }

  public RunState {
    Objects.requireNonNull(run, "run");
    steps = StepStates.of(steps);
  }

  /** This run with some steps changed. */
  RunState with(boolean cancelled, Collection<StepState> changed) {
    return new RunState(run, cancelled, states().with(changed));
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

  /** How the run stands: it ends with its last step. */
  public Outcome outcome() {
    if (any(Phase::isActive)) {
      return Outcome.RUNNING;
    }
    if (any(phase -> phase == Phase.HELD)) {
      return Outcome.HELD;
    }
    if (any(phase -> !phase.isFinal())) {
      return Outcome.RUNNING;
    }
    if (!any(phase -> phase != Phase.SUCCEEDED)) {
      return Outcome.SUCCEEDED;
    }
    boolean failed = any(phase -> phase == Phase.FAILED || phase == Phase.LEAKED && !cancelling);
    return failed ? Outcome.FAILED : Outcome.CANCELLED;
  }
}
