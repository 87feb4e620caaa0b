// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import java.time.Duration;

/** Does work beside a run's own thread. Thread-safe. */
interface Workers {
  /**
   * Does something as soon as there is a hand free.
   *
   * @param what names it, such as {@code submit train 1}
   */
  void execute(String what, Runnable work);

  /** Does something after a while. */
  void schedule(String what, Duration delay, Runnable work);
}
