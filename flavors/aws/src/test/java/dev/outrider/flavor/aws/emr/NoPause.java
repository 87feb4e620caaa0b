// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.aws.emr;

import dev.outrider.flavor.base.submit.CallTurns;
import dev.outrider.flavor.base.submit.Patience;
import dev.outrider.flavor.base.submit.Pause;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import software.amazon.awssdk.services.emr.EmrClient;

/** Writes down what it would wait. */
record NoPause(List<Duration> taken) implements Pause {
  /**
   * Calls of which one is let through at once, and one more each 2 s of a time that stands still.
   *
   * @param turns whose file may be missing
   */
  EmrCalls calls(EmrClient emr, Path turns) {
    CallTurns.Rate rate = new CallTurns.Rate(1, Duration.ofSeconds(2));
    return new EmrCalls(
        emr,
        new CallTurns(turns, rate, () -> Instant.EPOCH, this),
        new Patience(Duration.ZERO, this, EmrAnswer::isThrottled));
  }

  @Override
  public Duration before(int tried) {
    return Duration.ofSeconds(2L * tried);
  }

  @Override
  public void take(Duration time) {
    taken.add(time);
  }
}
