// SPDX-License-Identifier: Apache-2.0
package dev.outrider.plan;

import dev.outrider.pipeline.ComponentReference;
import java.lang.reflect.Type;
import java.util.Objects;

/**
 * The outputs of a planned step, named by accessors as they are when a pipeline is wired. Immutable
 * and thread-safe.
 */
public final class StepOutputs {

  private final PlannedStep step;
  private final ClassLoader loader;

  /**
   * @param loader sees the step's class and the classes of its values
   */
  public StepOutputs(PlannedStep step, ClassLoader loader) {
    this.step = Objects.requireNonNull(step, "step");
    this.loader = Objects.requireNonNull(loader, "loader");
  }

  /** The step. */
  public PlannedStep step() {
    return step;
  }

  /**
   * The output that a component names.
   *
   * @throws IllegalArgumentException when it names none
   */
  public Port find(ComponentReference component) {
    StepClass type = step.stepClass();
    if (type.wholeOutput()) {
      throw new IllegalArgumentException(
          "Step '"
              + step.name()
              + "' gives one value, a "
              + type.output()
              + "; use .output() without a component.");
    }
    ComponentNames.Found found =
        new ComponentNames(new ClassFiles(loader))
            .find(component, type.output(), type.outputs().keySet());
    found
        .problem()
        .ifPresent(
            problem -> {
              throw new IllegalArgumentException(
                  "An output of step '" + step.name() + "' " + problem);
            });
    return type.outputs().get(found.name().orElseThrow());
  }

  /**
   * A declared type, its classes loaded.
   *
   * @param type one that has a JSON form
   * @throws IllegalStateException when a class of it is not there
   */
  public Type load(TypeName type) {
    try {
      return LoadedType.of(type, loader);
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(
          "An output of step '" + step.name() + "' is a " + type + ", whose class is not there", e);
    }
  }
}
