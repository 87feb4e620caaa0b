// SPDX-License-Identifier: Apache-2.0
package acme;

import dev.outrider.step.NoInput;
import dev.outrider.step.NoOutput;
import dev.outrider.step.Step;
import dev.outrider.step.StepContext;

/** A step of a user's that does nothing. */
public record Idle() implements Step<NoInput, NoOutput> {
  @Override
  public NoOutput run(NoInput in, StepContext context) {
    return NoOutput.NONE;
  }
}
