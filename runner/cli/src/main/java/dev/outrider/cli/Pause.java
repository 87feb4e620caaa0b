// SPDX-License-Identifier: Apache-2.0
package dev.outrider.cli;

import java.time.Duration;

/** Lets time pass between two looks at something. */
interface Pause {
  /**
   * Returns after so long.
   *
   * @throws InterruptedException when this thread is interrupted
   */
  void of(Duration time) throws InterruptedException;

  /** Real time. */
  static Pause real() {
    return time -> Thread.sleep(time.toMillis());
  }
}
