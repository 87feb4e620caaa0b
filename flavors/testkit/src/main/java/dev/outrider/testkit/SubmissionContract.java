// SPDX-License-Identifier: Apache-2.0
package dev.outrider.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.outrider.flavor.AttemptKey;
import dev.outrider.flavor.FindResult;
import dev.outrider.flavor.JobHandle;
import dev.outrider.flavor.JobStatus;
import dev.outrider.flavor.NotAcceptedException;
import dev.outrider.flavor.NotYetException;
import dev.outrider.flavor.Order;
import dev.outrider.flavor.Ownership;
import dev.outrider.flavor.StepOperator;
import dev.outrider.flavor.Submission;
import dev.outrider.pipeline.Resources;
import dev.outrider.step.FailureKind;
import dev.outrider.testkit.platform.Call;
import dev.outrider.testkit.platform.Fault;
import dev.outrider.testkit.stub.Play;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** One job for each attempt, whatever is lost on the way. */
abstract class SubmissionContract extends OperatorContract {

  @Test
  void aStepIsRunAndItsEndIsTold() throws Exception {
    JobHandle job = Ordered.submit(operator(), order(Play.succeeding()), OWNED);

    awaitSuccess(job);

    assertThat(platform().jobs(key(1))).isEqualTo(1);
    assertThat(starts(key(1))).isEqualTo(1);
    assertThat(results(key(1))).isEqualTo(1);
  }

  @Test
  void submittedTwiceItIsOneJob() throws Exception {
    Submission order = order(Play.of().awaits(file("go")));

    JobHandle first = Ordered.submit(operator(), order, OWNED);

    assertThat(Ordered.submit(operator(), order, OWNED)).isEqualTo(first);
    assertThat(Ordered.submit(another(), order, OWNED)).isEqualTo(first);
    assertThat(platform().jobs(key(1))).isEqualTo(1);
    Files.createFile(file("go"));
    awaitSuccess(first);
    assertThat(starts(key(1))).isEqualTo(1);
  }

  @Test
  void submittedByTwoAtOnceItIsOneJob() throws Exception {
    Submission order = order(Play.of().awaits(file("go")));
    List<StepOperator> racers = List.of(another(), another());
    CyclicBarrier start = new CyclicBarrier(racers.size());
    ExecutorService threads = Executors.newFixedThreadPool(racers.size());
    try {
      List<Future<Outcome>> outcomes = new ArrayList<>();
      for (StepOperator each : racers) {
        outcomes.add(
            threads.submit(
                () -> {
                  start.await();
                  return submit(each, order);
                }));
      }
      for (Future<Outcome> each : outcomes) {
        each.get();
      }
    } finally {
      threads.shutdown();
    }

    // one of the two may not know what has become of it, but a job it is
    JobHandle job = submitAgain(operator(), order);
    assertThat(platform().jobs(key(1))).isEqualTo(1);
    Files.createFile(file("go"));
    awaitSuccess(job);
    assertThat(starts(key(1))).isEqualTo(1);
  }

  @Test
  void submittedAgainAfterItsEndItIsTheOldJob() throws Exception {
    Submission order = order(Play.succeeding());
    JobHandle first = Ordered.submit(operator(), order, OWNED);
    awaitSuccess(first);

    assertThat(Ordered.submit(another(), order, OWNED)).isEqualTo(first);

    assertThat(platform().jobs(key(1))).isEqualTo(1);
    assertThat(status(first)).isEqualTo(new JobStatus.Succeeded());
  }

  @Test
  void aJobOfAnotherRequestIsReturnedWithItsOwnHashAndNoSecondOneIsMade() throws Exception {
    Play play = Play.of().awaits(file("go"));
    Order own = Ordered.of(operator(), order(play));
    Order other =
        Ordered.of(
            operator(),
            order(
                key(1),
                play,
                Resources.unspecified(),
                Map.of("spark.kit.other", "1"),
                Map.of(),
                Map.of()));
    FindResult.Found job = operator().submit(own, OWNED);

    FindResult.Found there = another().submit(other, OWNED);

    assertThat(there).isEqualTo(job);
    assertThat(there.request()).isNotEqualTo(Optional.of(other.hash()));
    assertThat(platform().jobs(key(1))).isEqualTo(1);
    Files.createFile(file("go"));
    awaitSuccess(job.job());
  }

  @Test
  void twoAttemptsOfOneStepAreTwoJobs() throws Exception {
    JobHandle first = Ordered.submit(operator(), order(key(1), Play.of().exits(1)), OWNED);
    assertThat(awaitEnd(first)).isInstanceOf(JobStatus.Failed.class);

    JobHandle second = Ordered.submit(operator(), order(key(2), Play.succeeding()), OWNED);

    assertThat(second).isNotEqualTo(first);
    awaitSuccess(second);
    assertThat(status(first)).isInstanceOf(JobStatus.Failed.class);
    assertThat(platform().jobs(key(1))).isEqualTo(1);
    assertThat(platform().jobs(key(2))).isEqualTo(1);
  }

  @Test
  void keysAtTheirLengthLimitAreToldApartByTheirLastCharacter() throws Exception {
    String long62 = "r".repeat(AttemptKey.LONGEST - 1);
    AttemptKey one = new AttemptKey(long62 + "1");
    AttemptKey two = new AttemptKey(long62 + "2");

    JobHandle first = Ordered.submit(operator(), order(one, Play.of().exits(1)), OWNED);
    JobHandle second = Ordered.submit(operator(), order(two, Play.succeeding()), OWNED);

    assertThat(second).isNotEqualTo(first);
    awaitSuccess(second);
    assertThat(awaitEnd(first)).isInstanceOf(JobStatus.Failed.class);
    assertThat(Ordered.submit(another(), order(one, Play.of().exits(1)), OWNED)).isEqualTo(first);
    assertThat(platform().jobs(one)).isEqualTo(1);
    assertThat(platform().jobs(two)).isEqualTo(1);
  }

  @Test
  void aReplyThatIsLostAfterTheJobWasMadeMakesNoSecondOne() throws Exception {
    assertOneJobAfter(Fault.REPLY_LOST, true);
  }

  @Test
  void anErrorAfterTheJobWasMadeMakesNoSecondOne() throws Exception {
    assertOneJobAfter(Fault.FAILED_AFTERWARDS, true);
  }

  @Test
  void aReplyThatIsCutMakesNoSecondJob() throws Exception {
    assertOneJobAfter(Fault.CUT_REPLY, true);
  }

  @Test
  void aReplyThatNeverComesMakesNoSecondJob() throws Exception {
    assertOneJobAfter(Fault.HANG, false);
  }

  @Test
  void aPageOfAProxyInsteadOfAReplyIsNoAnswer() throws Exception {
    assertOneJobAfter(Fault.GARBAGE, false);
  }

  @Test
  void aRequestThatIsLostCanBeSentAgain() throws Exception {
    assertOneJobAfter(Fault.REQUEST_LOST, false);
  }

  /**
   * @param isMade whether the platform has the job, though it has not said so
   */
  private void assertOneJobAfter(Fault fault, boolean isMade) throws Exception {
    Submission order = order(Play.of().awaits(file("go")));
    faults().next(Call.SUBMIT, fault);

    Outcome outcome = submit(operator(), order);

    faults().clear();
    if (isMade) {
      assertThat(outcome.refused()).as("refused, though there is a job").isEmpty();
    }
    if (fault == Fault.GARBAGE || fault == Fault.HANG) {
      assertThat(outcome.refused()).as("refused, though nobody can know").isEmpty();
    }
    JobHandle job = submitAgain(another(), order);
    outcome.job().ifPresent(told -> assertThat(told).isEqualTo(job));
    assertThat(platform().jobs(key(1))).isEqualTo(1);
    Files.createFile(file("go"));
    awaitSuccess(job);
    assertThat(starts(key(1))).isEqualTo(1);
  }

  @Test
  void anOrderThatCannotBeSentWasSurelyNotSent() throws Exception {
    List<Submission> orders =
        List.of(
            unlikely(key(1), Map.of(), Map.of("VALUE", "a\0b"), Map.of()),
            unlikely(key(2), Map.of(), Map.of("NA\0ME", "a"), Map.of()),
            unlikely(key(3), Map.of(), Map.of("NA=ME", "a"), Map.of()),
            unlikely(key(4), Map.of("spark.value", "a\0b"), Map.of(), Map.of()),
            unlikely(key(5), Map.of(), Map.of(), Map.of("team", "a\0b")));
    for (Submission order : orders) {
      Outcome outcome = submit(operator(), order);

      assertThat(outcome.unknown())
          .as("the outcome of an order that no process and no request can carry: " + outcome)
          .isEmpty();
      if (outcome.refused().isPresent()) {
        assertThat(platform().jobs(order.key()))
            .as("jobs of an order that was not accepted: " + outcome)
            .isZero();
      } else {
        // a platform that can carry it does
        awaitEnd(outcome.job().orElseThrow());
      }
    }
  }

  private Submission unlikely(
      AttemptKey key,
      Map<String, String> conf,
      Map<String, String> environment,
      Map<String, String> tags)
      throws Exception {
    return order(key, Play.succeeding(), Resources.unspecified(), conf, environment, tags);
  }

  @Test
  void whatThePlatformRefusesIsNotAcceptedAndItsKindIsTold() throws Exception {
    Submission order = order(Play.succeeding());

    for (Map.Entry<Fault, FailureKind> each :
        Map.of(
                Fault.REFUSED, FailureKind.CONFIGURATION,
                Fault.EXPIRED, FailureKind.CONFIGURATION,
                Fault.NO_CAPACITY, FailureKind.CAPACITY)
            .entrySet()) {
      if (platform().says(each.getKey())) {
        assertThat(refusal(each.getKey(), order).kind())
            .as("the kind of " + each.getKey())
            .isEqualTo(each.getValue());
      }
    }

    assertThat(platform().jobs(key(1))).isZero();
    awaitSuccess(Ordered.submit(operator(), order, OWNED));
  }

  private NotAcceptedException refusal(Fault fault, Submission order) {
    faults().always(Call.SUBMIT, fault);
    Outcome outcome = submit(operator(), order);
    faults().clear();
    assertThat(outcome.refused()).as("the refusal of " + fault + ": " + outcome).isPresent();
    assertThat(outcome.refused().get().getMessage()).isNotBlank();
    return outcome.refused().get();
  }

  @Test
  void aPlatformThatIsGettingReadyHasNoJobAndTakesItLater() throws Exception {
    needs(Power.GET_READY);
    Order order = Ordered.of(operator(), order(Play.succeeding()));
    platform().getReady();

    NotYetException notYet =
        catchThrowableOfType(NotYetException.class, () -> operator().submit(order, OWNED));

    assertThat(notYet).as("what is said while the platform is getting ready").isNotNull();
    assertThat(notYet).message().isNotBlank();
    assertThat(notYet.after()).isLessThanOrEqualTo(notYet.limit());
    assertThat(platform().jobs(key(1))).isZero();
    assertThat(starts(key(1))).isZero();
    platform().ready();
    awaitSuccess(another().submit(order, OWNED).job());
    assertThat(platform().jobs(key(1))).isEqualTo(1);
  }

  @Test
  void aPlatformThatIsBusyIsNoMistakeOfTheUsers() throws Exception {
    Submission order = order(Play.succeeding());
    for (Fault each : List.of(Fault.THROTTLED, Fault.THROTTLED_FOR_A_SECOND, Fault.UNAVAILABLE)) {
      faults().always(Call.SUBMIT, each);

      Outcome outcome = submit(operator(), order);

      faults().clear();
      assertThat(outcome.job()).as("a job in spite of " + each).isEmpty();
      outcome
          .refused()
          .ifPresent(
              refused ->
                  assertThat(refused.kind())
                      .as("the kind of " + each)
                      .isIn(FailureKind.PLATFORM, FailureKind.CAPACITY));
    }
    awaitSuccess(submitAgain(operator(), order));
    assertThat(platform().jobs(key(1))).isEqualTo(1);
  }

  @Test
  void anInterruptedSubmissionKeepsTheInterruptAndMakesNoSecondJob() throws Exception {
    Submission order = order(Play.succeeding());
    Thread.currentThread().interrupt();

    Outcome outcome = submit(operator(), order);

    assertThat(Thread.interrupted()).as("the interrupt is still there").isTrue();
    JobHandle job = submitAgain(another(), order);
    outcome.job().ifPresent(told -> assertThat(told).isEqualTo(job));
    outcome
        .refused()
        .ifPresent(refused -> assertThat(refused.kind()).isEqualTo(FailureKind.PLATFORM));
    awaitSuccess(job);
    assertThat(platform().jobs(key(1))).isEqualTo(1);
  }

  @Test
  void aCallerThatHasLostTheRunMakesNoJob() throws Exception {
    Submission order = order(Play.succeeding());
    Ownership silent =
        () -> {
          throw new IllegalStateException("the run store is locked");
        };
    for (Ownership each : List.<Ownership>of(() -> false, silent)) {
      Outcome outcome = submit(operator(), order, each);

      assertThat(outcome.unknown())
          .as("unknown, for the next owner may have made the job: " + outcome)
          .isPresent();
      assertThat(platform().jobs(key(1))).as("jobs that were made without asking").isZero();
      assertThat(platform().clusters(RUN).orElse(0)).as("clusters, likewise").isZero();
    }

    awaitSuccess(submitAgain(operator(), order));
    assertThat(platform().jobs(key(1))).isEqualTo(1);
  }

  @Test
  void aJobThatThePlatformStartsTwiceIsOneJob() throws Exception {
    needs(Power.START_AGAIN);
    JobHandle job =
        running(order(Play.of().claims().awaits(file("go")).writes("succeeded").marks()));

    platform().startAgain(key(1));
    eventually().see("the second start", () -> starts(key(1)), n -> n == 2);

    assertThat(jobOf(another().find(key(1)))).contains(job);
    Files.createFile(file("go"));
    awaitEnd(job);
    assertThat(platform().jobs(key(1))).isEqualTo(1);
    assertThat(results(key(1))).isEqualTo(1);
  }
}
