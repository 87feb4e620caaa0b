// SPDX-License-Identifier: Apache-2.0
package dev.outrider.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The short form of {@code scripts/fuzz}: other inputs each time, and the seed in the failure. */
class FuzzTest {
  private static final long CASES = 3_000;

  static Stream<FuzzTarget> targets() {
    return Fuzz.targets().stream();
  }

  @ParameterizedTest
  @MethodSource("targets")
  void noInputBreaksATarget(FuzzTarget target) throws Exception {
    long seed = new Random().nextInt(Integer.MAX_VALUE);

    assertThat(Fuzz.run(target, seed, 0, CASES, Duration.ofSeconds(30))).isPositive();
  }

  @Test
  void aFaultIsToldWithTheWordsThatRepeatIt() {
    FuzzTarget breaks =
        new FuzzTarget() {
          @Override
          public String name() {
            return "breaks";
          }

          @Override
          public void check(Hostile input, java.nio.file.Path scratch) {
            if (input.below(10) == 0) {
              throw new IllegalStateException("broken");
            }
          }
        };

    assertThatThrownBy(() -> Fuzz.run(breaks, 7, 0, 1000, Duration.ofMinutes(1)))
        .isInstanceOf(AssertionError.class)
        .hasMessageMatching(
            "(?s)Target breaks has a fault: java.lang.IllegalStateException: broken\n"
                + "Again: scripts/fuzz breaks --seed 7 --from \\d+ --cases 1");
  }
}
