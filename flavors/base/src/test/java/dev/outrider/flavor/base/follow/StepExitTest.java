// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.base.follow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outrider.flavor.JobStatus;
import dev.outrider.step.FailureKind;
import dev.outrider.step.attempt.ExitCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What the exit code of a driver means to an orchestrator. */
class StepExitTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1   | USER          | exit code 1: the step failed",
        "2   | CONFIGURATION | exit code 2: bad input",
        "3   | USER          | exit code 3: the step failed",
        "50  | PLATFORM      | exit code 50: Spark ended the driver; its log says why",
        "52  | RESOURCE      | exit code 52: Spark ended the driver: OutOfMemoryError",
        "56  | PLATFORM      | exit code 56: Spark ended the driver; its log says why",
        "75  | PLATFORM      | exit code 75: another launch has this attempt",
        "124 | TIMEOUT       | exit code 124: the run deadline passed",
        "127 | CONFIGURATION | exit code 127: the program cannot be run",
        "137 | RESOURCE      | exit code 137: killed by signal 9, as a system does whose memory is full",
        "143 | PLATFORM      | exit code 143: ended by signal 15"
      })
  void anExitCodeHasAKind(int code, FailureKind kind, String reason) {
    assertThat(StepExit.failed(code)).isEqualTo(new JobStatus.Failed(kind, reason));
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "SUCCEEDED")
  void everyCodeOfTheStepApplicationIsKnown(ExitCode code) {
    assertThat(StepExit.failed(code.code()))
        .isEqualTo(
            new JobStatus.Failed(
                code.kind().orElseThrow(), "exit code " + code.code() + ": " + code.meaning()));
  }

  @Test
  void aCodeThatTheStepApplicationDoesNotUseIsNoneOfItsOwn() {
    assertThat(ExitCode.of(0)).contains(ExitCode.SUCCEEDED);
    assertThat(ExitCode.of(3)).isEmpty();
  }
}
