// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

/** Gets the events of a run, on the orchestrator's thread: it must be quick. */
public interface RunListener {
  /** The run's state has changed, perhaps several times since the last call; it is written down. */
  void changed(RunState state);

  /** Something that a person should know happened, and the run goes on. */
  void warned(String message);
}
