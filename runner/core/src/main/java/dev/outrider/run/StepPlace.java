// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import dev.outrider.plan.PlannedStep;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The place of a step in its plan, as it is written down with the state of a run. Immutable.
 *
 * @param operator the step operator; empty for a plain step
 * @param after the steps that it waits for, in the order of their definition
 */
public record StepPlace(Optional<String> operator, List<String> after) {
  public StepPlace {
    Objects.requireNonNull(operator, "operator");
    after = List.copyOf(after);
  }

  static StepPlace of(PlannedStep step) {
    return new StepPlace(step.operator(), List.copyOf(step.predecessors()));
  }
}
