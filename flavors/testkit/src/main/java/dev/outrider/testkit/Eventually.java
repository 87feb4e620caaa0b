// SPDX-License-Identifier: Apache-2.0
package dev.outrider.testkit;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/** Waits for what threads and processes do by themselves, up to a limit. */
final class Eventually {
  private static final long LOOK_NANOS = 2_000_000;

  private final Duration limit;

  /**
   * @param limit how long to wait at most
   */
  Eventually(Duration limit) {
    this.limit = limit;
  }

  /**
   * Looks again and again until what is seen is right.
   *
   * @param what names what is waited for, in the message
   * @return what was seen and is right
   * @throws AssertionError when the time is over; it says what was seen last
   */
  <T> T see(String what, Callable<T> look, Predicate<T> isRight) throws Exception {
    long end = System.nanoTime() + limit.toNanos();
    T seen = look.call();
    while (!isRight.test(seen)) {
      if (System.nanoTime() > end) {
        throw new AssertionError("Waited " + limit + " for " + what + "; last seen: " + seen);
      }
      LockSupport.parkNanos(LOOK_NANOS);
      seen = look.call();
    }
    return seen;
  }
}
