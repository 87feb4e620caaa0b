// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What a run's id says of its time. */
class RunIdTest {

  @Test
  void nothingOfARunIsOlderThanAnHourBeforeTheTimeInItsId() {
    // 1 * 32 + 1 units of 1,024 seconds
    Instant drawn = Instant.ofEpochSecond(33 * 1024);

    assertThat(RunId.notBefore("r000110123456")).contains(drawn.minusSeconds(3600));
    assertThat(new AttemptKey("r000110123456-shout-1-0123456789").notBefore())
        .contains(drawn.minusSeconds(3600));
  }

  @Test
  void anIdThatWasDrawnTellsItsTimeToAnHourAndTwentyMinutes() {
    Instant now = Instant.parse("2026-12-01T10:11:12Z");

    for (int seed = 0; seed < 100; seed++) {
      Instant start = RunId.notBefore(RunId.draw(now, new Random(seed))).orElseThrow();

      assertThat(Duration.between(start, now))
          .isBetween(Duration.ofHours(1), Duration.ofMinutes(80));
    }
  }

  @Test
  void ofAnotherFormNothingIsKnown() {
    for (String run : new String[] {"run42", "", "r000l10123456", "r0001101234567"}) {
      assertThat(RunId.notBefore(run)).as(run).isEmpty();
    }
    assertThat(new AttemptKey("run42-shout-1-0123456789").notBefore()).isEmpty();
  }

  @Test
  void aKeyKnowsItsRun() {
    assertThat(AttemptKey.of("store", "r000110123456", "a-b", 3).run()).isEqualTo("r000110123456");
    assertThat(new AttemptKey("ab").run()).isEqualTo("ab");
  }
}
