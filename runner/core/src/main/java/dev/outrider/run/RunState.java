// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

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
    steps = Collections.unmodifiableMap(new LinkedHashMap<>(steps));
  }

  StepState step(String name) {
    return Objects.requireNonNull(steps.get(name), name);
  }

  /** How the run stands: it ends with its last step. */
  public Outcome outcome() {
    Collection<StepState> all = steps.values();
    if (all.stream().anyMatch(each -> each.phase().isActive())) {
      return Outcome.RUNNING;
    }
    if (all.stream().anyMatch(each -> each.phase() == Phase.HELD)) {
      return Outcome.HELD;
    }
    if (all.stream().anyMatch(each -> !each.phase().isFinal())) {
      return Outcome.RUNNING;
    }
    if (all.stream().allMatch(each -> each.phase() == Phase.SUCCEEDED)) {
      return Outcome.SUCCEEDED;
    }
    boolean failed =
        all.stream()
            .anyMatch(
                each ->
                    each.phase() == Phase.FAILED || each.phase() == Phase.LEAKED && !cancelling);
    return failed ? Outcome.FAILED : Outcome.CANCELLED;
  }
}
