// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/**
 * Names runs: {@code r} and 12 digits to the base 32, of them 5 for the time in units of 1,024
 * seconds and 7, which are 35 bits, by chance. Ids sort by the time they were drawn, and have no
 * letter that looks like a digit.
 */
public final class RunId {
  private static final String DIGITS = "0123456789abcdefghjkmnpqrstvwxyz";
  private static final Pattern FORM = Pattern.compile("r[" + DIGITS + "]{12}");
  private static final int RANDOM_BITS = 35;
  private static final int TIME_BITS = 25;

  /** 2^25 units are more than a thousand years. */
  private static final int UNIT_BITS = 10;

  /** A platform's clock and this machine's may differ. */
  private static final Duration SLACK = Duration.ofHours(1);

  private RunId() {}

  /** Draws an id. */
  public static String draw(Instant now, RandomGenerator random) {
    long time = now.getEpochSecond() >> UNIT_BITS & (1L << TIME_BITS) - 1;
    long bits = time << RANDOM_BITS | random.nextLong() >>> 64 - RANDOM_BITS;
    StringBuilder id = new StringBuilder("r");
    for (int shift = RANDOM_BITS + TIME_BITS - 5; shift >= 0; shift -= 5) {
      id.append(DIGITS.charAt((int) (bits >> shift & 31)));
    }
    return id.toString();
  }

  /**
   * The instant before which no platform can have taken anything of a run: an hour before its id
   * was drawn, since clocks differ.
   *
   * @return empty for a run whose id has another form
   */
  public static Optional<Instant> notBefore(String run) {
    if (!FORM.matcher(run).matches()) {
      return Optional.empty();
    }
    long units = 0;
    for (char digit : run.substring(1, 1 + TIME_BITS / 5).toCharArray()) {
      units = units << 5 | DIGITS.indexOf(digit);
    }
    return Optional.of(Instant.ofEpochSecond(units << UNIT_BITS).minus(SLACK));
  }
}
