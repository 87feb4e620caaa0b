// SPDX-License-Identifier: Apache-2.0
package dev.outrider.application.steps;

import dev.outrider.step.NoInput;
import dev.outrider.step.Step;
import dev.outrider.step.StepContext;

/** Has a parameter without a JSON form. */
public record PrivateParts(Runnable action) implements Step<NoInput, String> {
  @Override
  public String run(NoInput in, StepContext context) {
    return "";
  }
}
