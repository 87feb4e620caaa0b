// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outrider.flavor.JobHandle;
import dev.outrider.step.FailureKind;
import dev.outrider.step.value.JsonText;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A step's duration is its run; what it waited is counted apart. */
class StepTimesTest {
  private static final StepState WAITING = StepState.waiting("train", at(0));

  @Test
  void aStepThatHasNotStartedHasNoTimes() {
    assertThat(StepTimes.of(WAITING, at(100)))
        .isEqualTo(new StepTimes(Optional.empty(), Optional.empty(), Optional.empty()));
  }

  @Test
  void theTimeBeforeItsJobRunsIsWaiting() {
    StepState running = running(WAITING.nextAttempt(at(10)), 40);

    assertThat(StepTimes.of(WAITING.nextAttempt(at(10)), at(30))).isEqualTo(times(0, 20));
    assertThat(StepTimes.of(running, at(45))).isEqualTo(times(5, 30));
    assertThat(StepTimes.of(running.in(Phase.SUCCEEDED, at(60)), at(900)))
        .isEqualTo(
            new StepTimes(Optional.of(seconds(20)), Optional.of(seconds(30)), Optional.of(at(60))));
  }

  @Test
  void allAttemptsRunAndTheTimeBetweenThemIsWaiting() {
    StepState first = running(WAITING.nextAttempt(at(0)), 10);
    StepState backingOff =
        first.failed(FailureKind.PLATFORM, "the machine is gone").in(Phase.BACKING_OFF, at(30));
    StepState second = running(backingOff.nextAttempt(at(40)), 55);

    assertThat(StepTimes.of(backingOff, at(35))).isEqualTo(times(20, 15));
    assertThat(StepTimes.of(second, at(60))).isEqualTo(times(25, 35));
    assertThat(second.earlier().orElseThrow())
        .containsExactly(
            new EarlierAttempt(
                1,
                at(0),
                Optional.of(at(10)),
                at(30),
                Optional.of(FailureKind.PLATFORM),
                "the machine is gone"));
  }

  @Test
  void aJobThatEndedBeforeItWasSeenRunningRanSinceItsSubmission() {
    StepState submitted =
        WAITING
            .nextAttempt(at(0))
            .with(
                c -> {
                  c.submitted = Optional.of(at(5));
                  c.job = Optional.of(new JobHandle("local", 1, new JsonText("7")));
                });

    assertThat(StepTimes.of(submitted, at(7))).isEqualTo(times(0, 7));
    assertThat(StepTimes.ofAttempt(submitted.in(Phase.SUCCEEDED, at(8)), at(9)))
        .isEqualTo(seconds(3));
  }

  @Test
  void aRetryByAPersonStartsTheTimesAgainAndKeepsTheAttempts() {
    StepState failed = running(WAITING.nextAttempt(at(0)), 1).in(Phase.FAILED, at(4));
    StepState again =
        failed.again(new StepPlace(Optional.of("emr"), java.util.List.of("clean")), at(1000));
    StepState second = running(again.nextAttempt(at(1000)), 1010);

    assertThat(StepTimes.of(second, at(1015))).isEqualTo(times(5, 10));
    assertThat(second.earlier().orElseThrow())
        .extracting(EarlierAttempt::attempt)
        .containsExactly(1);
    assertThat(second.attempt()).isEqualTo(2);
  }

  @Test
  void onlyTheLatestOfManyAttemptsAreKept() {
    StepState step = WAITING;
    for (int i = 0; i < 30; i++) {
      step = running(step.nextAttempt(at(i)), i).in(Phase.BACKING_OFF, at(i));
    }

    assertThat(step.earlier().orElseThrow())
        .hasSize(20)
        .last()
        .extracting(EarlierAttempt::attempt)
        .isEqualTo(29);
  }

  @Test
  void aClockThatWasSetBackGivesNoNegativeTime() {
    StepState step = running(WAITING.nextAttempt(at(100)), 110);

    assertThat(StepTimes.of(step, at(50))).isEqualTo(times(0, 0));
  }

  private static StepState running(StepState step, int since) {
    return step.in(Phase.FOLLOWING, at(since)).with(c -> c.running = Optional.of(at(since)));
  }

  private static StepTimes times(int ran, int waited) {
    return new StepTimes(Optional.of(seconds(ran)), Optional.of(seconds(waited)), Optional.empty());
  }

  private static Duration seconds(int number) {
    return Duration.ofSeconds(number);
  }

  private static Instant at(int second) {
    return Instant.EPOCH.plusSeconds(second);
  }
}
