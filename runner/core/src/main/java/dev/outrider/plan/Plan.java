// SPDX-License-Identifier: Apache-2.0
package dev.outrider.plan;

import dev.outrider.step.value.JsonText;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A pipeline that was checked and bound to its parameters. Immutable; the same pipeline, parameters
 * and working directory give an equal plan.
 *
 * @param pipeline the pipeline's name
 * @param parameters the value of each parameter, in the order of their definition; none where the
 *     parameters were not bound
 * @param steps the steps, each after those that it waits for, otherwise in the order of their
 *     definition
 */
public record Plan(String pipeline, Map<String, JsonText> parameters, List<PlannedStep> steps) {

  public Plan {
    Objects.requireNonNull(pipeline, "pipeline");
    parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
    steps = List.copyOf(steps);
  }
}
