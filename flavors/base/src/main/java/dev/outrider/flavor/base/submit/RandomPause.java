// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.base.submit;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Waits that grow, with chance in them, so that several who were throttled at once do not come back
 * at once.
 *
 * @param random thread-safe
 * @param unit how long the platform takes to allow one more call
 * @param mostUnits what the growth stops at
 */
public record RandomPause(RandomGenerator random, Duration unit, int mostUnits) implements Pause {

  /** From half of to one and a half times the unit for each call that was throttled. */
  @Override
  public Duration before(int tried) {
    long units = Math.min(tried, mostUnits);
    return Duration.ofMillis((long) (unit.toMillis() * units * (0.5 + random.nextDouble())));
  }

  @Override
  public void take(Duration time) throws InterruptedException {
    Thread.sleep(time.toMillis());
  }
}
