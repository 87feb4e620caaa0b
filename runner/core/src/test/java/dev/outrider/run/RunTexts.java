// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import dev.outrider.flavor.JobStatus;
import dev.outrider.ledger.StepRow;
import dev.outrider.step.attempt.AttemptLayout;
import dev.outrider.step.attempt.Claim;
import dev.outrider.step.attempt.Formats;
import dev.outrider.step.value.JsonForm;
import java.time.Duration;
import java.util.Locale;

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

  /** What is new of a step, in a line. */
  static String change(StepRow before, StepRow after) {
    StepState was = state(before);
    StepState is = state(after);
    String attempt = is.attempt() == 0 ? " " : " attempt " + is.attempt() + " ";
    return is.step() + attempt + change(was, is);
  }

  private static String change(StepState was, StepState is) {
    if (is.attempt() != was.attempt() || is.phase() != was.phase()) {
      boolean old = is.reason().isEmpty() || is.reason().equals(was.reason());
      return "is " + is.phase().title() + (old ? "" : ": " + is.reason());
    }
    if (!is.running().equals(was.running())) {
      return "is known to run";
    }
    if (!is.beat().equals(was.beat())) {
      return "has given a sign of life";
    }
    if (is.due().isPresent()) {
      Duration wait = Duration.between(World.START, is.due().get());
      return "is still " + is.phase().title() + ", due at " + wait.toMillis() / 1000.0 + " s";
    }
    return "is still " + is.phase().title();
  }

  /** The platform's word. */
  static String word(JobStatus status) {
    if (status instanceof JobStatus.Failed failed) {
      return "has failed, " + failed.kind() + ": " + failed.reason();
    }
    if (status instanceof JobStatus.Lost lost) {
      return "is lost: " + lost.reason();
    }
    return "is " + status.getClass().getSimpleName().toLowerCase(Locale.ROOT);
  }

  /** How wrong a clock is. */
  static String clock(Duration skew) {
    return Math.abs(skew.toSeconds()) + (skew.isNegative() ? " s slow" : " s fast");
  }

  static String launchOf(String claim) {
    return Formats.read(claim, Claim.class, AttemptLayout.CLAIM).launch();
  }
}
