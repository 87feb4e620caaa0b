// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import dev.outrider.ledger.StepRow;
import dev.outrider.step.attempt.AttemptLayout;
import dev.outrider.step.attempt.Claim;
import dev.outrider.step.attempt.Formats;
import dev.outrider.step.value.JsonForm;

/** Reads what an orchestrator and its launches have written. */
final class RunTexts {
  private static final String PHASE = "\"phase\":\"";

  private RunTexts() {}

  static StepState state(StepRow row) {
    return (StepState) JsonForm.readTolerantly(row.state().text(), StepState.class, row.step());
  }

  /** Only the phase, which is cheaper than all of a state. */
  static Phase phaseOf(StepRow row) {
    String text = row.state().text();
    int start = text.indexOf(PHASE) + PHASE.length();
    return Phase.valueOf(text.substring(start, text.indexOf('"', start)));
  }

  /** A step's attempt, phase and reason in a line. */
  static String phase(StepRow row) {
    StepState step = state(row);
    String reason = step.reason().isEmpty() ? "" : ": " + step.reason();
    return step.attempt() + " is " + step.phase().title() + reason;
  }

  static String launchOf(String claim) {
    return Formats.read(claim, Claim.class, AttemptLayout.CLAIM).launch();
  }
}
