// SPDX-License-Identifier: Apache-2.0
package dev.outrider.cli;

import dev.outrider.run.ConfiguredPlan;
import dev.outrider.run.RunListener;
import dev.outrider.run.RunState;
import java.util.Optional;

/** Shows a run while it goes, and what has become of it. */
interface RunScreen extends RunListener {
  /** Shows the end of the run; nothing is shown after it. */
  void end(RunSummary summary);

  /**
   * Takes what plain steps print, where it would spoil what is shown.
   *
   * @return gives it back when it is closed; empty when nothing was taken
   */
  Optional<StepOutput> takeOutput();

  /** What a run whose steps are over waits for; empty where it waits for nothing. */
  static String releasing(RunState state) {
    return state.releasing().isEmpty()
        ? ""
        : "giving back what is kept for the run on " + String.join(", ", state.releasing());
  }

  /** Moving lines on a terminal, otherwise a line for each change. */
  static RunScreen of(Terminal terminal, ConfiguredPlan plan, boolean json) {
    RunDisplay lines = new RunDisplay(terminal, plan, json);
    return terminal.interactive() && !json ? new LiveDisplay(terminal, plan, lines) : lines;
  }
}
