// SPDX-License-Identifier: Apache-2.0
package dev.outrider.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.outrider.flavor.AttemptKey;
import dev.outrider.flavor.Capability;
import dev.outrider.flavor.JobHandle;
import dev.outrider.flavor.JobStatus;
import dev.outrider.flavor.StepOperator;
import dev.outrider.flavor.Submission;
import dev.outrider.testkit.platform.Call;
import dev.outrider.testkit.platform.Fault;
import dev.outrider.testkit.stub.Play;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** One cluster for the jobs of a run, and none after its release, whatever is lost on the way. */
abstract class ReleaseContract extends OperatorContract {
  private static final String OTHER = "r0k3v9m2x4q7u";
  private static final int RACERS = 4;

  /** After these the platform has done what it was asked for. */
  private static final List<Fault> LOST_ANSWERS =
      List.of(Fault.REPLY_LOST, Fault.FAILED_AFTERWARDS, Fault.CUT_REPLY);

  @Test
  void aReleaseTouchesNothingThatWasNotMadeForItsRun() throws Exception {
    // where no clusters are made, the run's own jobs run on what is there anyway
    String run = platform().clusters(RUN).isPresent() ? OTHER : RUN;
    AttemptKey key = key(run, 1);
    JobHandle job = running(order(key, Play.of().awaits(file("go"))));

    operator().release(RUN);
    another().release(RUN);

    assertThat(left(RUN)).isZero();
    assertThat(status(job)).isInstanceOf(JobStatus.Running.class);
    Files.createFile(file("go"));
    awaitSuccess(job);
    assertThat(platform().jobs(key)).isEqualTo(1);
  }

  @Test
  void whatIsMadeForARunIsDeclaredAndIsGoneAfterItsRelease() throws Exception {
    makesClusters();
    // else nobody would call the release
    assertThat(can(Capability.TRANSIENT_CLUSTER)).as("the capability is declared").isTrue();
    assertThat(operator().keepsForRuns()).as("it says that it keeps something").isTrue();
    awaitSuccess(Ordered.submit(operator(), order(Play.succeeding()), OWNED));
    assertThat(left(RUN)).isEqualTo(1);

    operator().release(RUN);

    awaitNoneLeft(RUN);
  }

  @Test
  void neitherACheckNorARequestMakesACluster() throws Exception {
    makesClusters();

    operator().check(store().toUri());
    operator().platform();
    operator().render(order(Play.succeeding()));
    operator().find(key(1));

    assertThat(left(RUN)).isZero();
  }

  @Test
  void theStepsOfARunShareOneCluster() throws Exception {
    makesClusters();

    JobHandle one = Ordered.submit(operator(), order(key(1), Play.of().awaits(file("go"))), OWNED);
    JobHandle two = Ordered.submit(another(), order(key(2), Play.of().awaits(file("go"))), OWNED);

    assertThat(left(RUN)).isEqualTo(1);
    Files.createFile(file("go"));
    awaitSuccess(one);
    awaitSuccess(two);
  }

  @Test
  void stepsThatAreSubmittedAtOnceShareOneCluster() throws Exception {
    makesClusters();
    List<Submission> orders = new ArrayList<>();
    for (int attempt = 1; attempt <= RACERS; attempt++) {
      orders.add(order(key(attempt), Play.succeeding()));
    }
    CyclicBarrier start = new CyclicBarrier(orders.size());
    ExecutorService threads = Executors.newFixedThreadPool(orders.size());
    try {
      List<Future<Outcome>> outcomes = new ArrayList<>();
      for (Submission each : orders) {
        StepOperator racer = another();
        outcomes.add(
            threads.submit(
                () -> {
                  start.await();
                  return submit(racer, each);
                }));
      }
      for (Future<Outcome> each : outcomes) {
        each.get();
      }
    } finally {
      threads.shutdown();
    }

    // some may not know what has become of it
    for (Submission each : orders) {
      awaitSuccess(submitAgain(operator(), each));
    }
    assertThat(left(RUN)).isEqualTo(1);
  }

  @Test
  void anAnswerThatIsLostMakesNoSecondCluster() throws Exception {
    makesClusters();
    Submission order = order(Play.succeeding());
    faults().next(Call.PROVISION, Fault.REPLY_LOST);

    Outcome outcome = submit(operator(), order);

    assertThat(outcome.refused()).as("refused, though nobody can know").isEmpty();
    JobHandle job = submitAgain(another(), order);
    outcome.job().ifPresent(told -> assertThat(told).isEqualTo(job));
    awaitSuccess(job);
    assertThat(left(RUN)).isEqualTo(1);
    assertThat(platform().jobs(key(1))).isEqualTo(1);
  }

  @Test
  void aClusterOfWhichNothingIsKnownButTheRequestIsGoneToo() throws Exception {
    makesClusters();
    int attempt = 1;
    for (Fault each : LOST_ANSWERS) {
      faults().next(Call.PROVISION, each);
      submit(operator(), order(key(attempt++), Play.of().awaits(file("never"))));
      faults().clear();
      assertThat(left(RUN)).as("made in spite of " + each).isEqualTo(1);

      awaitRelease(operator());

      awaitNoneLeft(RUN);
    }
  }

  @Test
  void aListThatLagsHidesNoCluster() throws Exception {
    makesClusters();
    faults().next(Call.PROVISION, Fault.REPLY_LOST);
    submit(operator(), order(Play.of().awaits(file("never"))));
    assertThat(left(RUN)).isEqualTo(1);
    faults().always(Call.READ, Fault.EMPTY_LIST);

    boolean isDone = released(operator());

    if (isDone) {
      awaitNoneLeft(RUN);
    }
    faults().clear();
    awaitRelease(operator());
    awaitNoneLeft(RUN);
  }

  @Test
  void anotherInstanceReleasesAfterARestart() throws Exception {
    makesClusters();
    awaitSuccess(Ordered.submit(operator(), order(Play.succeeding()), OWNED));

    another().release(RUN);

    awaitNoneLeft(RUN);
  }

  @Test
  void aJobThatStillRunsEndsWithItsCluster() throws Exception {
    makesClusters();
    JobHandle job = running(order(Play.of().awaits(file("never"))));

    operator().release(RUN);

    awaitNoneLeft(RUN);
    assertThat(awaitEnd(job)).isNotEqualTo(new JobStatus.Succeeded());
    assertThat(platform().runs(key(1))).isFalse();
  }

  @Test
  void oneRunIsReleasedAndNoOther() throws Exception {
    makesClusters();
    JobHandle one = Ordered.submit(operator(), order(key(1), Play.succeeding()), OWNED);
    JobHandle other = running(order(key(OTHER, 1), Play.of().awaits(file("go"))));
    awaitSuccess(one);

    operator().release(RUN);

    awaitNoneLeft(RUN);
    assertThat(left(OTHER)).isEqualTo(1);
    assertThat(status(other)).isInstanceOf(JobStatus.Running.class);
    Files.createFile(file("go"));
    awaitSuccess(other);
    operator().release(OTHER);
    awaitNoneLeft(OTHER);
  }

  @Test
  void aSecondReleaseDoesNoHarm() throws Exception {
    makesClusters();
    awaitSuccess(Ordered.submit(operator(), order(Play.succeeding()), OWNED));

    operator().release(RUN);
    operator().release(RUN);
    awaitNoneLeft(RUN);
    operator().release(RUN);
    another().release(RUN);

    assertThat(left(RUN)).isZero();
  }

  @Test
  void submittedAgainAfterTheReleaseItIsTheOldJobAndMakesNoCluster() throws Exception {
    makesClusters();
    Submission order = order(Play.succeeding());
    JobHandle job = Ordered.submit(operator(), order, OWNED);
    awaitSuccess(job);
    operator().release(RUN);
    awaitNoneLeft(RUN);

    assertThat(Ordered.submit(another(), order, OWNED)).isEqualTo(job);

    assertThat(left(RUN)).isZero();
    assertThat(platform().jobs(key(1))).isEqualTo(1);
  }

  @Test
  void whereThePlatformCannotBeReachedTheReleaseSaysSoAndIsDoneByTheNext() throws Exception {
    makesClusters();
    isNotDoneAndThenIs(
        faults()::always,
        Fault.REQUEST_LOST,
        Fault.UNAVAILABLE,
        Fault.THROTTLED,
        Fault.EXPIRED,
        Fault.GARBAGE);
  }

  @Test
  void aReleaseThatIsRefusedIsToldAndIsDoneByTheNext() throws Exception {
    makesClusters();
    isNotDoneAndThenIs(
        each -> faults().always(Call.PROVISION, each),
        Fault.REFUSED,
        Fault.UNAVAILABLE,
        Fault.THROTTLED,
        Fault.GARBAGE);
  }

  private void isNotDoneAndThenIs(Consumer<Fault> happens, Fault... what) throws Exception {
    Ordered.submit(operator(), order(Play.of().awaits(file("never"))), OWNED);
    for (Fault each : what) {
      happens.accept(each);

      assertThatThrownBy(() -> operator().release(RUN))
          .as("a release where " + each)
          .isInstanceOf(IOException.class)
          .message()
          .isNotBlank();

      faults().clear();
      assertThat(left(RUN)).as("left after " + each).isEqualTo(1);
    }
    operator().release(RUN);
    awaitNoneLeft(RUN);
  }

  @Test
  void aReleaseWhoseReplyIsLostCanBeAskedAgain() throws Exception {
    makesClusters();
    int attempt = 1;
    for (Fault each : LOST_ANSWERS) {
      Ordered.submit(operator(), order(key(attempt++), Play.of().awaits(file("never"))), OWNED);
      faults().next(Call.PROVISION, each);

      released(operator());
      faults().clear();
      operator().release(RUN);

      awaitNoneLeft(RUN);
    }
  }

  @Test
  void aReleaseDuringAShutdownIsDoneOrSaysThatItIsNot() throws Exception {
    makesClusters();
    Ordered.submit(operator(), order(Play.of().awaits(file("never"))), OWNED);
    Thread.currentThread().interrupt();

    boolean isDone = released(operator());

    assertThat(Thread.interrupted()).as("the interrupt is still there").isTrue();
    if (!isDone) {
      operator().release(RUN);
    }
    awaitNoneLeft(RUN);
  }

  private void makesClusters() {
    assumeTrue(
        platform().clusters(RUN).isPresent(),
        "with these settings no cluster is made for a run; where one is, provide"
            + " PlatformUnderTest.clusters(run)");
  }

  private int left(String run) {
    return platform().clusters(run).orElse(0);
  }

  private void awaitNoneLeft(String run) throws Exception {
    eventually().see("the end of the cluster of " + run, () -> left(run), left -> left == 0);
  }

  /** Whether a release says that it is done. */
  private static boolean released(StepOperator asked) {
    try {
      asked.release(RUN);
      return true;
    } catch (IOException e) {
      assertThat(e.getMessage()).isNotBlank();
      return false;
    }
  }

  /** What an orchestrator does: it asks until it is done. */
  private void awaitRelease(StepOperator asked) throws Exception {
    eventually()
        .see(
            "a release that is done",
            () -> {
              try {
                asked.release(RUN);
                return Optional.<IOException>empty();
              } catch (IOException e) {
                return Optional.of(e);
              }
            },
            Optional::isEmpty);
  }
}
