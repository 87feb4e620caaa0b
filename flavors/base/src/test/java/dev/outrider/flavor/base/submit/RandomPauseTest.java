// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.base.submit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RandomPauseTest {

  @Test
  void waitsGrowAndAreNotAllTheSame() {
    RandomPause pause = new RandomPause(new Random(1), Duration.ofSeconds(2), 15);

    for (int tried = 1; tried <= 5; tried++) {
      assertThat(pause.before(tried))
          .isBetween(Duration.ofSeconds(tried), Duration.ofSeconds(3L * tried));
    }
    assertThat(pause.before(1)).isNotEqualTo(pause.before(1));
    assertThat(pause.before(1000)).isLessThanOrEqualTo(Duration.ofSeconds(45));
  }
}
