// SPDX-License-Identifier: Apache-2.0
package dev.outrider.application;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outrider.step.FailureKind;
import dev.outrider.step.attempt.ErrorRecord;
import dev.outrider.step.text.Masks;
import org.junit.jupiter.api.Test;

/** What is told of a failure, and of which kind it is. */
class FailuresTest {
  private static final Exception STOPPED =
      new IllegalStateException("Cannot call methods on a stopped SparkContext.\nIt was made at");

  @Test
  void aContextThatAStandaloneClusterHasStoppedIsThePlatformsFailure() {
    Throwable explained = Failures.explained(STOPPED, "spark://gone:7077");

    assertThat(explained)
        .hasMessage(
            "The SparkContext was shut down: the cluster spark://gone:7077 has ended the"
                + " application, as when no master answers, or the step has stopped it. The driver's"
                + " log tells which; the step operator's property 'master' names the cluster.")
        .hasCause(STOPPED);
    assertThat(Failures.kind(explained)).isEqualTo(FailureKind.PLATFORM);
  }

  @Test
  void aStepThatStopsItsLocalContextHasFailedItself() {
    assertThat(Failures.explained(STOPPED, "local[2]")).isSameAs(STOPPED);
    assertThat(Failures.kind(STOPPED)).isEqualTo(FailureKind.USER);
  }

  @Test
  void aNewlineInAMessageBeginsNoLineOfTheLogThatLooksLikeAnother() {
    Throwable thrown = new IllegalStateException("a\noutrider: forged", STOPPED);

    assertThat(Failures.trace(thrown).lines())
        .contains("java.lang.IllegalStateException: a", "    outrider: forged")
        .noneMatch(line -> line.startsWith("outrider: "));
    assertThat(Failures.record(thrown, FailureKind.USER, new Masks()).message())
        .isEqualTo("a\noutrider: forged");
  }

  @Test
  void anExceptionThatCannotBeReadIsTheUsersFailureWithItsStackTrace() {
    class Evil extends RuntimeException {
      @Override
      public String getMessage() {
        throw new IllegalStateException("no message for you");
      }

      @Override
      public synchronized Throwable getCause() {
        throw new OutOfMemoryError("Java heap space");
      }
    }
    Evil evil = new Evil();

    assertThat(Failures.kind(Failures.explained(evil, "spark://here:7077")))
        .isEqualTo(FailureKind.USER);
    ErrorRecord record = Failures.record(evil, FailureKind.USER, new Masks());
    assertThat(record.type()).isEqualTo(Evil.class.getName());
    assertThat(record.message()).isEqualTo("getMessage() threw java.lang.IllegalStateException");
    assertThat(record.stackTrace())
        .startsWith(Evil.class.getName())
        .contains("FailuresTest.anExceptionThatCannotBeRead");
  }
}
