// SPDX-License-Identifier: Apache-2.0
package dev.outrider.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.outrider.flavor.Capability;
import dev.outrider.flavor.JobHandle;
import dev.outrider.flavor.JobStatus;
import dev.outrider.flavor.LogCursor;
import dev.outrider.flavor.StepOperator;
import dev.outrider.flavor.UnreadableHandleException;
import dev.outrider.step.FailureKind;
import dev.outrider.step.attempt.AttemptLayout;
import dev.outrider.step.value.JsonText;
import dev.outrider.testkit.platform.Call;
import dev.outrider.testkit.platform.Fault;
import dev.outrider.testkit.stub.Play;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What the platform says of a job, and what is no word about it. */
abstract class StatusContract extends OperatorContract {
  private static final int MANY = 20;

  @Test
  void aJobThatWaitsForAPlaceIsQueued() throws Exception {
    needs(Power.HOLD);
    platform().hold();
    JobHandle job = Ordered.submit(operator(), order(Play.succeeding()), OWNED);

    assertThat(status(job)).isEqualTo(new JobStatus.Queued());

    assertThat(starts(key(1))).isZero();
    platform().release();
    awaitSuccess(job);
  }

  @Test
  void aJobThatRunsIsRunning() throws Exception {
    JobHandle job = running(order(Play.of().awaits(file("go"))));

    assertThat(status(job)).isEqualTo(new JobStatus.Running(Optional.empty()));

    Files.createFile(file("go"));
    awaitSuccess(job);
  }

  @Test
  void aStepThatFailsHasFailedForAReason() throws Exception {
    JobHandle job =
        Ordered.submit(operator(), order(Play.of().claims().writes("failed").exits(1)), OWNED);

    JobStatus end = awaitEnd(job);

    assertThat(end).isInstanceOf(JobStatus.Failed.class);
    assertThat(((JobStatus.Failed) end).kind()).isIn(FailureKind.USER, FailureKind.PLATFORM);
    assertThat(((JobStatus.Failed) end).reason()).isNotBlank();
  }

  @Test
  void aResultWithoutSuccessIsNoSuccess() throws Exception {
    JobHandle job =
        Ordered.submit(
            operator(), order(Play.of().claims().writes("succeeded").marks().exits(1)), OWNED);

    assertThat(awaitEnd(job)).isInstanceOf(JobStatus.Failed.class);
  }

  @Test
  void successWithoutAResultIsThePlatformsWord() throws Exception {
    JobHandle none = Ordered.submit(operator(), order(key(1), Play.of().claims()), OWNED);
    JobHandle cut =
        Ordered.submit(operator(), order(key(2), Play.of().claims().writes("cut").marks()), OWNED);

    awaitSuccess(none);
    awaitSuccess(cut);
  }

  @Test
  void whatIsWrittenAfterTheEndChangesNoStatus() throws Exception {
    JobHandle failed =
        Ordered.submit(operator(), order(key(1), Play.of().claims().exits(1)), OWNED);
    JobHandle succeeded = Ordered.submit(operator(), order(key(2), Play.succeeding()), OWNED);
    JobStatus end = awaitEnd(failed);
    awaitSuccess(succeeded);

    // a second launch that nobody has waited for
    zombie(attempt(key(1)), attempt(key(2)));

    assertThat(status(another(), failed)).isEqualTo(end);
    assertThat(status(another(), succeeded)).isEqualTo(new JobStatus.Succeeded());
  }

  private static void zombie(Path failed, Path succeeded) throws IOException {
    Path late = Files.createDirectory(failed.resolve("late"));
    Path second = Files.createDirectory(succeeded.resolve("late"));
    Files.writeString(late.resolve(AttemptLayout.RESULT), "{\"status\": \"succeeded\"}");
    Files.writeString(second.resolve(AttemptLayout.RESULT), "{\"status\": \"failed\"}");
  }

  @Test
  void anErrorWhileAskingIsNoAnswer() throws Exception {
    JobHandle job = running(order(Play.of().awaits(file("go"))));
    for (Fault each :
        List.of(
            Fault.REQUEST_LOST,
            Fault.REPLY_LOST,
            Fault.FAILED_AFTERWARDS,
            Fault.UNAVAILABLE,
            Fault.EXPIRED,
            Fault.CUT_REPLY,
            Fault.GARBAGE,
            Fault.HANG)) {
      assertNotConcluded(job, each);
    }
    Files.createFile(file("go"));
    awaitSuccess(job);
  }

  @Test
  void aWorkFolderThatCannotBeReadIsNoEnd() throws Exception {
    JobHandle job = running(order(Play.of().awaits(file("go"))));
    StepOperator asked = another();
    for (Damage damage : Damage.values()) {
      Optional<JobStatus> status;
      try (Damage.Repair repair = damage.of(work())) {
        status = Optional.ofNullable(asked.status(Set.of(job)).get(job));
      } catch (IOException e) {
        status = Optional.empty();
      }
      assertThat(status)
          .as("the status while the work folder " + damage.state() + " and the job runs")
          .satisfiesAnyOf(
              any -> assertThat(any).isEmpty(),
              any -> assertThat(any.orElseThrow().isFinal()).isFalse());
    }
    Files.createFile(file("go"));
    awaitSuccess(job);
  }

  @Test
  void beingThrottledIsNoAnswer() throws Exception {
    JobHandle job = running(order(Play.of().awaits(file("go"))));

    assertNotConcluded(job, Fault.THROTTLED);
    assertNotConcluded(job, Fault.THROTTLED_FOR_A_SECOND);

    Files.createFile(file("go"));
    awaitSuccess(job);
  }

  private void assertNotConcluded(JobHandle job, Fault fault) throws Exception {
    StepOperator asked = another();
    faults().always(Call.READ, fault);
    Optional<JobStatus> told;
    try {
      told = Optional.ofNullable(asked.status(Set.of(job)).get(job));
    } catch (IOException e) {
      assertThat(e.getMessage()).as("the message of " + fault).isNotBlank();
      told = Optional.empty();
    }
    faults().clear();
    assertThat(told.filter(JobStatus::isFinal)).as("the end of a job where " + fault).isEmpty();
    assertThat(status(asked, job)).as("after " + fault).isInstanceOf(JobStatus.Running.class);
  }

  @Test
  void aJobThatIsNotInTheListYetHasNotEnded() throws Exception {
    JobHandle job = Ordered.submit(operator(), order(Play.of().awaits(file("go"))), OWNED);
    for (Fault each : List.of(Fault.EMPTY_LIST, Fault.NOT_FOUND)) {
      faults().next(Call.READ, each);

      Optional<JobStatus> told;
      try {
        told = Optional.ofNullable(operator().status(Set.of(job)).get(job));
      } catch (IOException e) {
        told = Optional.empty();
      }

      faults().clear();
      assertThat(told.filter(JobStatus::isFinal)).as("where " + each).isEmpty();
    }
    Files.createFile(file("go"));
    awaitSuccess(job);
  }

  @Test
  void aJobThatThePlatformHasForgottenIsLost() throws Exception {
    needs(Power.FORGET);
    JobHandle job = Ordered.submit(operator(), order(Play.succeeding()), OWNED);
    awaitSuccess(job);

    platform().forget(key(1));

    JobStatus end = awaitEnd(job);
    assertThat(end).isInstanceOf(JobStatus.Lost.class);
    assertThat(((JobStatus.Lost) end).reason()).isNotBlank();
  }

  @Test
  void lostTakesTwoListsAndOneLook() throws Exception {
    needs(Power.FORGET);
    JobHandle job = Ordered.submit(operator(), order(Play.succeeding()), OWNED);
    awaitSuccess(job);
    platform().forget(key(1));
    int before = faults().calls(Call.READ);

    assertThat(awaitEnd(job)).isInstanceOf(JobStatus.Lost.class);

    assertThat(faults().calls(Call.READ) - before).isGreaterThanOrEqualTo(3);
  }

  @Test
  void aWordThatNobodyKnowsIsNoFailure() throws Exception {
    JobHandle job = running(order(Play.of().awaits(file("go"))));
    faults().always(Call.READ, Fault.UNKNOWN_STATE);

    JobStatus told = status(job);

    faults().clear();
    assertThat(told).isInstanceOf(JobStatus.Running.class);
    assertThat(((JobStatus.Running) told).unknown()).isPresent();
    Files.createFile(file("go"));
    awaitSuccess(job);
  }

  @Test
  void aMachineThatWasTakenAwayIsNoFailureOfTheStep() throws Exception {
    needs(Power.PREEMPT);
    JobHandle job = running(order(Play.of().awaits(file("never"))));

    platform().preempt(key(1));

    JobStatus end = awaitEnd(job);
    if (!can(Capability.SPOT) && end instanceof JobStatus.Lost) {
      return; // nothing is left to say why: judged as PLATFORM, unless the job has left its result
    }
    assertThat(end).isInstanceOf(JobStatus.Failed.class);
    assertThat(((JobStatus.Failed) end).kind())
        .isEqualTo(can(Capability.SPOT) ? FailureKind.CAPACITY : FailureKind.PLATFORM);
  }

  @Test
  void manyJobsAreAskedForTogether() throws Exception {
    Set<JobHandle> jobs = new LinkedHashSet<>();
    for (int i = 1; i <= MANY; i++) {
      jobs.add(Ordered.submit(operator(), order(key(i), Play.succeeding()), OWNED));
    }
    for (JobHandle each : jobs) {
      awaitSuccess(each);
    }
    int most = operator().statusLimit().map(limit -> limit.jobsPerCall()).orElse(Integer.MAX_VALUE);
    int before = platform().faults().map(each -> each.calls()).orElse(0);

    Map<JobHandle, JobStatus> told =
        operator().status(Set.copyOf(jobs.stream().limit(most).toList()));

    assertThat(told).hasSize(Math.min(MANY, most));
    assertThat(told.values()).allMatch(new JobStatus.Succeeded()::equals);
    assertThat(platform().faults().map(each -> each.calls()).orElse(0) - before)
        .as("calls for " + MANY + " jobs")
        .isLessThanOrEqualTo(2);
  }

  @Test
  void everyInstanceAndThreadIsToldTheSame() throws Exception {
    JobHandle job = running(order(Play.of().awaits(file("never"))));
    StepOperator shared = another();
    int askers = 4;
    CyclicBarrier start = new CyclicBarrier(askers);
    ExecutorService threads = Executors.newFixedThreadPool(askers);
    try {
      List<Future<JobStatus>> answers = new ArrayList<>();
      for (int i = 0; i < askers; i++) {
        StepOperator asked = i % 2 == 0 ? shared : another();
        answers.add(
            threads.submit(
                () -> {
                  start.await();
                  return status(asked, job);
                }));
      }
      for (Future<JobStatus> each : answers) {
        assertThat(each.get()).isInstanceOf(JobStatus.Running.class);
      }
    } finally {
      threads.shutdown();
    }
  }

  @Test
  void waitingTakesNoThreads() throws Exception {
    List<JobHandle> jobs = new ArrayList<>();
    for (int i = 1; i <= 5; i++) {
      jobs.add(running(order(key(i), Play.of().awaits(file("never")))));
    }
    long before = threads();

    for (int i = 0; i < 50; i++) {
      for (JobHandle each : jobs) {
        status(each);
      }
    }

    assertThat(threads()).as("threads after 250 looks").isLessThan(before + 5);
  }

  private long threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(each -> !platform().owns(each))
        .count();
  }

  @Test
  void aHandleThatCannotBeReadIsNamedAndNothingIsDone() throws Exception {
    JobHandle job = running(order(Play.of().awaits(file("go"))));
    for (JobHandle each :
        List.of(
            new JobHandle("other-" + job.flavor(), job.version(), job.job()),
            new JobHandle(job.flavor(), job.version() + 1, job.job()),
            new JobHandle(job.flavor(), job.version(), new JsonText("{\"shoe\": 43}")))) {
      assertThatThrownBy(() -> operator().status(Set.of(each)))
          .isInstanceOfSatisfying(
              UnreadableHandleException.class,
              refused -> assertThat(refused.job()).isEqualTo(each));
      assertThatThrownBy(() -> operator().logs(each, LogCursor.START))
          .isInstanceOf(UnreadableHandleException.class);
      if (can(Capability.CANCEL)) {
        assertThatThrownBy(() -> operator().requestCancel(each))
            .isInstanceOf(UnreadableHandleException.class);
      }
    }
    Files.createFile(file("go"));
    awaitSuccess(job);
  }

  @Test
  void aHandleIsSmallAndIsReadFromItsText() throws Exception {
    JobHandle job = Ordered.submit(operator(), order(Play.succeeding()), OWNED);

    assertThat(job.flavor()).isEqualTo(info().name());
    assertThat(job.version()).isPositive();
    assertThat(job.job().text().length()).as("the length of the handle").isLessThan(1000);
    JobHandle read = new JobHandle(job.flavor(), job.version(), new JsonText(job.job().text()));
    assertThat(read).isEqualTo(job);
    awaitSuccess(read);
  }

  @Test
  void anInterruptWhileAskingIsKept() throws Exception {
    JobHandle job = running(order(Play.of().awaits(file("go"))));
    Thread.currentThread().interrupt();

    Optional<JobStatus> told;
    try {
      told = Optional.ofNullable(operator().status(Set.of(job)).get(job));
    } catch (IOException e) {
      told = Optional.empty();
    }

    assertThat(Thread.interrupted()).as("the interrupt is still there").isTrue();
    assertThat(told.filter(JobStatus::isFinal)).isEmpty();
    Files.createFile(file("go"));
    awaitSuccess(job);
  }
}
