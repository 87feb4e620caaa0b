// SPDX-License-Identifier: Apache-2.0
package dev.outrider.cli;

import dev.outrider.run.ConfiguredPlan;
import dev.outrider.run.RunListener;
import dev.outrider.run.RunState;

/** Shows a run while it goes, and what has become of it. */
interface RunScreen extends RunListener {
  /** Shows the end of the run; nothing is shown after it. */
  void end(RunSummary summary);

  /**
   * Takes what plain steps print, until that is closed: it must neither spoil what is shown nor
   * control the terminal.
   */
  StepOutput takeOutput();

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
