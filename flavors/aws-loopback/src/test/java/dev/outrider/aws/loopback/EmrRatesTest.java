// SPDX-License-Identifier: Apache-2.0
package dev.outrider.aws.loopback;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outrider.testkit.platform.CallRates;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class EmrRatesTest {
  private final MovableClock clock = new MovableClock(Instant.parse("2026-01-01T00:00:00Z"));
  private final CallRates rates = new CallRates(clock);

  private int passing(String operation, int calls) {
    int passing = 0;
    for (int i = 0; i < calls; i++) {
      if (rates.take(operation)) {
        passing++;
      }
    }
    return passing;
  }

  @Test
  void withoutALimitEveryCallPassesAndIsCounted() {
    assertThat(passing("ListSteps", 100)).isEqualTo(100);
    assertThat(rates.calls("ListSteps")).isEqualTo(100);
    assertThat(rates.throttled("ListSteps")).isZero();
  }

  @Test
  void aFullBucketLetsTenCallsThroughAndFillsByOneInTwoSeconds() {
    EmrRates.limit(rates);

    assertThat(passing("ListSteps", 12)).isEqualTo(10);
    clock.move(Duration.ofMillis(1999));
    assertThat(passing("ListSteps", 1)).isZero();
    clock.move(Duration.ofMillis(1));
    assertThat(passing("ListSteps", 2)).isEqualTo(1);
    assertThat(rates.calls("ListSteps")).isEqualTo(15);
    assertThat(rates.throttled("ListSteps")).isEqualTo(4);
  }

  @Test
  void anIdleBucketHoldsNoMoreThanItsBurst() {
    EmrRates.limit(rates);
    clock.move(Duration.ofHours(1));

    assertThat(passing("AddJobFlowSteps", 20)).isEqualTo(10);
  }

  @Test
  void aClusterIsToldTwiceAsOftenAsAStep() {
    EmrRates.limit(rates);
    passing("DescribeCluster", 10);
    passing("DescribeStep", 10);

    clock.move(Duration.ofSeconds(4));

    assertThat(passing("DescribeCluster", 9)).isEqualTo(4);
    assertThat(passing("DescribeStep", 9)).isEqualTo(2);
  }

  @Test
  void allOperationsTogetherHaveABucketToo() {
    EmrRates.limit(rates);

    int passing =
        passing("ListSteps", 10) + passing("CancelSteps", 10) + passing("DescribeStep", 10);

    assertThat(passing).isEqualTo(25);
    clock.move(Duration.ofSeconds(1));
    assertThat(passing("ListClusters", 10)).isEqualTo(5);
  }
}
