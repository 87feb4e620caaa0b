// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.base.submit;

import java.time.Duration;

/** The waits before a throttled call is made again. Thread-safe. */
public interface Pause {

  /**
   * How long to wait.
   *
   * @param tried how many calls were throttled before, 1 or more
   */
  Duration before(int tried);

  /** Waits. */
  void take(Duration time) throws InterruptedException;

  /** Waits; whether it was not interrupted, which leaves the thread's flag set. */
  default boolean isTaken(Duration time) {
    try {
      take(time);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
