// SPDX-License-Identifier: Apache-2.0
package dev.outrider.aws.loopback;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Stands still, at first at the time at which it was made. Thread-safe. */
final class MovableClock implements InstantSource {
  private Instant now;

  MovableClock(Instant now) {
    this.now = now;
  }

  @Override
  public synchronized Instant instant() {
    return now;
  }

  synchronized void move(Duration by) {
    now = now.plus(by);
  }
}
