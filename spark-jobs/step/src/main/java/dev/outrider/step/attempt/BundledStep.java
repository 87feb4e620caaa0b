// SPDX-License-Identifier: Apache-2.0
package dev.outrider.step.attempt;

import dev.outrider.step.value.JsonText;
import java.util.Objects;
import java.util.Optional;

/** A step in a bundle. */
public final class BundledStep extends JsonValueObject {

  private final String name;
  private final String stepClass;
  private final Optional<JsonText> parameters;

  /**
   * All parts.
   *
   * @param name the name to call it by: {@code --step clean}
   * @param stepClass the binary name of its class
   * @param parameters the step as the pipeline has it; empty when it was named by class
   */
  public BundledStep(String name, String stepClass, Optional<JsonText> parameters) {
    this.name = Objects.requireNonNull(name, "name");
    this.stepClass = Objects.requireNonNull(stepClass, "stepClass");
    this.parameters = Objects.requireNonNull(parameters, "parameters");
  }

  /** The name to call it by: {@code --step clean}. */
  public String name() {
    return name;
  }

  /** The binary name of its class. */
  public String stepClass() {
    return stepClass;
  }

  /** The step as the pipeline has it; empty when it was named by class. */
  public Optional<JsonText> parameters() {
    return parameters;
  }
}
