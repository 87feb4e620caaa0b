// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

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
    SUCCEEDED,
    FAILED,
    CANCELLED
  }

  public RunState {
    Objects.requireNonNull(run, "run");
    steps = Collections.unmodifiableMap(new LinkedHashMap<>(steps));
  }

  StepState step(String name) {
    return Objects.requireNonNull(steps.get(name), name);
  }

  RunState with(StepState step) {
    Map<String, StepState> changed = new LinkedHashMap<>(steps);
    changed.put(step.step(), step);
    return new RunState(run, cancelling, changed);
  }

  RunState cancelled() {
    return new RunState(run, true, steps);
  }

  /** How the run stands: it ends with its last step. */
  public Outcome outcome() {
    if (steps.values().stream().anyMatch(each -> !each.phase().isFinal())) {
      return Outcome.RUNNING;
    }
    if (steps.values().stream().allMatch(each -> each.phase() == Phase.SUCCEEDED)) {
      return Outcome.SUCCEEDED;
    }
    return steps.values().stream().anyMatch(each -> each.phase() == Phase.FAILED)
        ? Outcome.FAILED
        : Outcome.CANCELLED;
  }
}
