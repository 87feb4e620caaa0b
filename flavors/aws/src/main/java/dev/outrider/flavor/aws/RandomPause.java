// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.aws;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Waits that grow, with chance in them, so that several who were throttled at once do not come back
 * at once. EMR gives an account another {@code AddJobFlowSteps} each 2 s.
 *
 * @param random thread-safe
 */
record RandomPause(RandomGenerator random) implements Pause {
  private static final long UNIT_MILLIS = 2000;
  private static final int MOST_UNITS = 15;

  /** From half of to one and a half times 2 s for each call that was throttled, 45 s at most. */
  @Override
  public Duration before(int tried) {
    long units = Math.min(tried, MOST_UNITS);
    return Duration.ofMillis((long) (UNIT_MILLIS * units * (0.5 + random.nextDouble())));
  }

  @Override
  public void take(Duration time) throws InterruptedException {
    Thread.sleep(time.toMillis());
  }
}
