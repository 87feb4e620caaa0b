// SPDX-License-Identifier: Apache-2.0
package dev.outrider.bench;

import dev.outrider.step.NoInput;
import dev.outrider.step.NoOutput;
import dev.outrider.step.SparkStep;
import dev.outrider.step.SparkStepContext;

/** A step whose job a platform only pretends to run. */
public record LongStep() implements SparkStep<NoInput, NoOutput> {
  @Override
  public NoOutput run(NoInput in, SparkStepContext context) {
    throw new IllegalStateException("nobody runs this");
  }
}
