// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.loopback;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outrider.flavor.JobStatus;
import dev.outrider.step.FailureKind;
import dev.outrider.testkit.platform.JobTable.State;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class LoopbackStatusTest {
  private static JobStatus of(String state, Optional<Integer> code, Optional<String> reason) {
    return LoopbackStatus.of(new JobView("job-1", "a-1", state, code, reason, Map.of()));
  }

  @ParameterizedTest
  @EnumSource
  void everyStateOfThePlatformIsKnown(State state) {
    JobStatus status = of(state.name(), Optional.empty(), Optional.empty());

    assertThat(status)
        .isEqualTo(
            switch (state) {
              case QUEUED -> new JobStatus.Queued();
              case STARTING, RUNNING, STOPPING -> new JobStatus.Running(Optional.empty());
              case SUCCEEDED -> new JobStatus.Succeeded();
              case FAILED ->
                  new JobStatus.Failed(
                      FailureKind.PLATFORM, "the platform says FAILED, and no exit code");
              case STOPPED -> new JobStatus.Cancelled();
              case TIMED_OUT ->
                  new JobStatus.Failed(
                      FailureKind.TIMEOUT, "it ran longer than the platform lets it");
              case LOST_MACHINE ->
                  new JobStatus.Failed(
                      FailureKind.CAPACITY, "the platform has taken its machine away");
            });
  }

  @Test
  void aStateThatIsNewIsRunningWithItsWord() {
    assertThat(of("REBALANCING", Optional.empty(), Optional.empty()))
        .isEqualTo(new JobStatus.Running(Optional.of("REBALANCING")));
  }

  @ParameterizedTest
  @CsvSource({
    "1, USER, exit code 1: the step failed",
    "2, CONFIGURATION, exit code 2: bad input",
    "75, PLATFORM, exit code 75: another launch has this attempt",
    "124, TIMEOUT, exit code 124: the run deadline passed",
    "137, RESOURCE, 'exit code 137: killed by signal 9, as a system does whose memory is full'",
    "143, PLATFORM, exit code 143: ended by signal 15"
  })
  void anExitCodeSaysWhoseFaultItIs(int code, FailureKind kind, String reason) {
    assertThat(of("FAILED", Optional.of(code), Optional.empty()))
        .isEqualTo(new JobStatus.Failed(kind, reason));
  }

  @Test
  void aDriverThatCouldNotBeStartedIsThePlatformsFault() {
    assertThat(of("FAILED", Optional.empty(), Optional.of("the driver cannot be started: no disk")))
        .isEqualTo(
            new JobStatus.Failed(FailureKind.PLATFORM, "the driver cannot be started: no disk"));
  }
}
