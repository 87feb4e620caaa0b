// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import dev.outrider.config.Keys;
import dev.outrider.flavor.AttemptKey;
import dev.outrider.step.attempt.AttemptContext;
import java.io.IOException;

/**
 * Does the work of plain steps in this process. What it begins it tells the end of, as {@link
 * RunEvent.WorkEnded}; with the process its work is over, and nobody has to look for it.
 * Thread-safe.
 */
interface PlainSteps {
  /** What stands for the name of a step operator where plain steps are listed among others. */
  String OPERATOR = Keys.ORCHESTRATOR;

  /** What an attempt works on. */
  interface Order {
    /**
     * Called once, when the work begins.
     *
     * @throws IOException when the results of the steps before cannot be read
     */
    AttemptContext context() throws IOException;
  }

  /** Begins an attempt, or has it wait until fewer others work; returns at once. */
  void begin(String step, int attempt, AttemptKey key, Order order);

  /**
   * Asks an attempt to end, and returns at once; one that waits ends at once. One that goes on
   * nevertheless is told as {@link RunEvent.StillWorks}.
   */
  void interrupt(String step, int attempt);
}
