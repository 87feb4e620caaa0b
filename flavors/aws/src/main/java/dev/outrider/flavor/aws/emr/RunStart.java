// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.aws.emr;

import dev.outrider.flavor.AttemptKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * When the run of a key began, as its id says: {@code r}, then 5 digits to the base 32 for the time
 * in units of 1,024 seconds, then 7 by chance. No step of the run is older. Pure.
 */
final class RunStart {
  private static final String DIGITS = "0123456789abcdefghjkmnpqrstvwxyz";
  private static final Pattern RUN =
      Pattern.compile("r([" + DIGITS + "]{5})[" + DIGITS + "]{7}-.*");
  private static final long UNIT_SECONDS = 1024;

  /** The platform's clock and this machine's may differ. */
  private static final Duration SLACK = Duration.ofHours(1);

  private RunStart() {}

  /**
   * The instant before which the platform cannot have taken a step of the key.
   *
   * @return empty for a key whose run has another form
   */
  static Optional<Instant> noStepBefore(AttemptKey key) {
    return before(key.value());
  }

  /**
   * The instant before which the platform cannot have made a cluster of the run.
   *
   * @return empty for a run whose id has another form
   */
  static Optional<Instant> noClusterBefore(String run) {
    return before(run + "-");
  }

  private static Optional<Instant> before(String key) {
    Matcher run = RUN.matcher(key);
    if (!run.matches()) {
      return Optional.empty();
    }
    long units = 0;
    for (char digit : run.group(1).toCharArray()) {
      units = units << 5 | DIGITS.indexOf(digit);
    }
    return Optional.of(Instant.ofEpochSecond(units * UNIT_SECONDS).minus(SLACK));
  }
}
