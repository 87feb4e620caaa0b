// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.spark;

import java.io.IOException;
import java.util.Optional;

/** What the operating system knows of processes. */
interface Machine {

  /** This machine's name. */
  String host();

  /** How many processors this process may use. */
  int processors();

  /** Names this boot of this machine. */
  String boot();

  /** Names the pid namespace of this process; empty if the system has none. */
  Optional<String> namespace();

  /** When a process was started, in the system's own words; empty when there is none. */
  Optional<String> startTime(long pid);

  /** Whether any process of a group still runs. */
  boolean groupRuns(long group);

  /**
   * Sends a signal to every process of a group. One that is gone is no error.
   *
   * @param signal for example {@code TERM}
   */
  void signalGroup(long group, String signal) throws IOException;
}
