// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.aws.emr;

import dev.outrider.flavor.base.submit.Pause;
import java.time.Duration;
import java.util.List;

/** Writes down what it would wait. */
record NoPause(List<Duration> taken) implements Pause {
  @Override
  public Duration before(int tried) {
    return Duration.ofSeconds(2L * tried);
  }

  @Override
  public void take(Duration time) {
    taken.add(time);
  }
}
