// SPDX-License-Identifier: Apache-2.0
package dev.outrider.testkit.platform;

import java.io.IOException;
import java.util.List;
import java.util.OptionalInt;

/** Runs what a loopback platform was asked to run. Thread-safe. */
public interface BackEnd extends AutoCloseable {

  /**
   * Starts a driver.
   *
   * @throws IOException when it cannot be started
   */
  Execution start(SparkArguments what) throws IOException;

  /** Ends every driver that still runs, and waits until none does. */
  @Override
  void close();

  /** A driver that was started. Thread-safe. */
  interface Execution {

    /** The driver's exit code; empty while it runs. */
    OptionalInt exitCode();

    /** Asks the driver to end, as a platform does: soon, not at once. */
    void kill();

    /**
     * What the driver has printed so far.
     *
     * @param from how many lines to leave out
     * @return whole lines
     */
    List<String> log(int from) throws IOException;
  }
}
