// SPDX-License-Identifier: Apache-2.0
package dev.outrider.plan;

import dev.outrider.pipeline.Caching;
import dev.outrider.pipeline.Deadlines;
import dev.outrider.pipeline.Resources;
import dev.outrider.pipeline.Retry;
import dev.outrider.step.value.JsonText;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * A step of a plan. Immutable.
 *
 * @param name the step's name, once in a pipeline
 * @param stepClass what its class takes and gives
 * @param parameters the step value as a JSON object of its components
 * @param inputs where each input comes from, in the order of {@link StepClass#inputs}; an optional
 *     one that is not connected is absent
 * @param operator the step operator that the code names; empty for a plain step that runs in the
 *     orchestrator
 * @param resources what the step needs, checked
 * @param retry how often it is tried again, checked
 * @param deadlines how long it may take, checked
 * @param caching whether its outputs may be taken from an earlier run
 * @param predecessors the names of the steps that it waits for, in the order of their definition
 */
public record PlannedStep(
    String name,
    StepClass stepClass,
    JsonText parameters,
    Map<String, PlannedInput> inputs,
    Optional<String> operator,
    Resources resources,
    Retry retry,
    Deadlines deadlines,
    Caching caching,
    Set<String> predecessors) {

  public PlannedStep {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(stepClass, "stepClass");
    Objects.requireNonNull(parameters, "parameters");
    Objects.requireNonNull(operator, "operator");
    Objects.requireNonNull(resources, "resources");
    Objects.requireNonNull(retry, "retry");
    Objects.requireNonNull(deadlines, "deadlines");
    Objects.requireNonNull(caching, "caching");
    inputs = Collections.unmodifiableMap(new LinkedHashMap<>(inputs));
    predecessors = Collections.unmodifiableSet(new LinkedHashSet<>(predecessors));
  }
}
