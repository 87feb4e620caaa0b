// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import java.time.Instant;
import java.util.random.RandomGenerator;

/**
 * Names runs: {@code r} and 12 digits to the base 32, of them 5 for the time and 7, which are 35
 * bits, by chance. Ids sort by the time they were drawn, to about 17 minutes, and have no letter
 * that looks like a digit.
 */
final class RunId {
  private static final String DIGITS = "0123456789abcdefghjkmnpqrstvwxyz";
  private static final int RANDOM_BITS = 35;
  private static final int TIME_BITS = 25;

  private RunId() {}

  static String draw(Instant now, RandomGenerator random) {
    // 2^25 units of 1024 s are more than a thousand years
    long time = now.getEpochSecond() >> 10 & (1L << TIME_BITS) - 1;
    long bits = time << RANDOM_BITS | random.nextLong() >>> 64 - RANDOM_BITS;
    StringBuilder id = new StringBuilder("r");
    for (int shift = RANDOM_BITS + TIME_BITS - 5; shift >= 0; shift -= 5) {
      id.append(DIGITS.charAt((int) (bits >> shift & 31)));
    }
    return id.toString();
  }
}
