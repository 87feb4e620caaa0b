// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class OwnershipTest {
  private static final AttemptKey KEY = new AttemptKey("r0k3v9m2x4q7t-train-1-0123456789");

  @Test
  void theOwnerOfARunSends() {
    Ownership held = () -> true;

    assertThatCode(() -> held.check(KEY)).doesNotThrowAnyException();
  }

  @Test
  void aRunThatAnotherProcessHasTakenOverMayHaveItsJob() {
    Ownership lost = () -> false;

    assertThatThrownBy(() -> lost.check(KEY))
        .isInstanceOf(OutcomeUnknownException.class)
        .hasMessage(KEY + " was not sent: another process has taken the run over");
  }

  @Test
  void aRunStoreThatDoesNotAnswerIsANo() {
    Ownership silent =
        () -> {
          throw new IllegalStateException("the store is locked");
        };

    assertThatThrownBy(() -> silent.check(KEY))
        .isInstanceOf(OutcomeUnknownException.class)
        .hasMessage(
            KEY
                + " was not sent: the run store does not say who owns the run"
                + " (java.lang.IllegalStateException: the store is locked)");
  }
}
