// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import dev.outrider.ledger.StepRow;
import dev.outrider.step.attempt.AttemptLayout;
import dev.outrider.step.attempt.Claim;
import dev.outrider.step.attempt.Formats;
import dev.outrider.step.value.JsonForm;

/** Reads what an orchestrator and its launches have written. */
final class RunTexts {
  private RunTexts() {}

  static StepState state(StepRow row) {
    return (StepState) JsonForm.readTolerantly(row.state().text(), StepState.class, row.step());
  }

  /** A step's attempt, phase and reason in a line. */
  static String phase(StepState step) {
    String reason = step.reason().isEmpty() ? "" : ": " + step.reason();
    return step.attempt() + " is " + step.phase().title() + reason;
  }

  static String launchOf(String claim) {
    return Formats.read(claim, Claim.class, AttemptLayout.CLAIM).launch();
  }
}
