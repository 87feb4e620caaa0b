// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outrider.flavor.JobStatus;
import dev.outrider.step.FailureKind;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the state of a child means to an orchestrator. */
class LocalStatusTest {

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
    assertThat(LocalStatus.of(new ChildState.Ended(code), false, false))
        .isEqualTo(new JobStatus.Failed(kind, reason));
    assertThat(LocalStatus.of(new ChildState.Ended(code), true, false))
        .isEqualTo(new JobStatus.Cancelled());
  }

  @Test
  void aCancelIsConfirmedOnlyWhenNothingOfTheGroupIsLeft() {
    for (ChildState state :
        new ChildState[] {
          new ChildState.Running(), new ChildState.Ended(143), new ChildState.Gone("gone")
        }) {
      assertThat(LocalStatus.of(state, true, true))
          .isEqualTo(new JobStatus.Running(Optional.empty()));
    }
    assertThat(LocalStatus.of(new ChildState.Gone("gone"), true, false))
        .isEqualTo(new JobStatus.Cancelled());
  }

  @Test
  void aCancelThatCameTooLateChangesNothing() {
    assertThat(LocalStatus.of(new ChildState.Ended(0), true, false))
        .isEqualTo(new JobStatus.Succeeded());
  }

  @Test
  void whatIsNotKnownIsNoFailure() {
    assertThat(LocalStatus.of(new ChildState.Elsewhere("on machine 'other'"), false, false))
        .isEqualTo(
            new JobStatus.Running(
                Optional.of("it was started on machine 'other', and is known there only")));
    assertThat(LocalStatus.of(new ChildState.Gone("gone"), false, false))
        .isEqualTo(new JobStatus.Lost("gone"));
    assertThat(LocalStatus.of(new ChildState.NeverStarted(), false, false))
        .isEqualTo(new JobStatus.Lost("its work folder tells of no process"));
  }
}
