// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.aws.emr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.outrider.aws.loopback.LoopbackEmr;
import dev.outrider.flavor.AttemptKey;
import dev.outrider.flavor.FindResult;
import dev.outrider.flavor.JobHandle;
import dev.outrider.flavor.JobStatus;
import dev.outrider.flavor.NotAcceptedException;
import dev.outrider.flavor.OperatorContext;
import dev.outrider.flavor.OutcomeUnknownException;
import dev.outrider.flavor.Settings;
import dev.outrider.flavor.StepOperator;
import dev.outrider.flavor.Submission;
import dev.outrider.pipeline.Resources;
import dev.outrider.step.FailureKind;
import dev.outrider.testkit.Ordered;
import dev.outrider.testkit.platform.Call;
import dev.outrider.testkit.platform.Fault;
import dev.outrider.testkit.platform.FaultScript;
import dev.outrider.testkit.platform.StubBackEnd;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The cluster of a run is made once, shared, and taken down, whatever is lost on the way. */
class TransientClusterTest {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final String RUN = "r1ngfp780y08w";
  private static final String NAME = "outrider-" + RUN + "-emr";
  private static final String REGION = "eu-west-1";
  private static final String KEY_ID = "AKIALOOPBACK";
  private static final String SECRET = "hunter2-secret-7d1f";

  @TempDir private Path folder;
  private final AtomicLong ahead = new AtomicLong();
  private LoopbackEmr emr;
  private StepOperator operator;

  @BeforeEach
  void open() throws IOException {
    emr =
        new LoopbackEmr(
            REGION,
            KEY_ID,
            SECRET,
            new StubBackEnd(),
            new FaultScript(InstantSource.system()),
            InstantSource.system());
    operator = operator(Map.of());
  }

  @AfterEach
  void close() {
    operator.close();
    emr.close();
  }

  /** Another one is what another process with the same work folder has. */
  private StepOperator operator(Map<String, String> more) {
    Map<String, String> given = new HashMap<>(Transients.least());
    given.putAll(
        Map.of(
            "endpoint",
            emr.address().toString(),
            "region",
            REGION,
            "access-key-id",
            KEY_ID,
            "secret-access-key",
            SECRET,
            "request-timeout",
            "2s"));
    given.putAll(more);
    EmrFlavor flavor = new EmrFlavor(() -> System.nanoTime() + ahead.get(), EmrFlavor.SENDING);
    return flavor.open(
        Settings.of(flavor.info().settings(), given),
        new OperatorContext("emr", folder, folder, Map.of(), Clock.systemUTC()));
  }

  private void settle() {
    ahead.addAndGet(TransientCluster.SETTLING.toNanos());
  }

  private static Submission order(int step) {
    Submission order = Orders.order(Resources.unspecified(), Map.of());
    return new Submission(
        AttemptKey.of("store", RUN, "train-" + step, 1),
        order.context(),
        order.contextUri(),
        order.bundle(),
        order.resources(),
        order.conf(),
        order.environment(),
        Map.of("owner", "ada", "run", RUN));
  }

  private List<String> made() {
    return emr.clusters(NAME);
  }

  @Test
  void theStepsOfARunShareOneClusterWithTheRunsLabels() throws Exception {
    JobHandle first = Ordered.submit(operator, order(1), () -> true);
    JobHandle second = Ordered.submit(operator, order(2), () -> true);

    assertThat(made()).hasSize(1);
    assertThat(first.job().text()).contains(made().get(0));
    assertThat(second.job().text()).contains(made().get(0));
    assertThat(emr.tags(made().get(0)))
        .containsEntry("owner", "ada")
        .containsEntry("run", RUN)
        .containsEntry("outrider-operator", "emr");
    assertThat(emr.calls("RunJobFlow")).isEqualTo(1);
  }

  @Test
  void noClusterIsMadeToPlanOrToLookForAStep() throws Exception {
    assertThat(operator.platform()).isPresent();
    operator.render(order(1));

    assertThat(operator.find(order(1).key())).isInstanceOf(FindResult.NotThere.class);
    assertThat(emr.calls("RunJobFlow")).isZero();
  }

  @Test
  void anAnswerThatIsLostMakesNoSecondCluster() throws Exception {
    emr.faults().next(Call.PROVISION, Fault.REPLY_LOST);
    assertThatThrownBy(() -> Ordered.submit(operator, order(1), () -> true))
        .isInstanceOf(OutcomeUnknownException.class)
        .hasMessageNotContaining(SECRET);
    assertThat(made()).hasSize(1);

    // the same process, and another that knows its work folder alone
    Ordered.submit(operator, order(1), () -> true);
    try (StepOperator other = operator(Map.of())) {
      Ordered.submit(other, order(2), () -> true);
    }

    assertThat(made()).hasSize(1);
    assertThat(emr.jobs(order(1).key())).isEqualTo(1);
    assertThat(emr.jobs(order(2).key())).isEqualTo(1);
  }

  @Test
  void whileTheListOfClustersMayBeLateNoneIsMadeAgain() throws Exception {
    emr.listClustersAfter(Duration.ofHours(1));
    emr.faults().next(Call.PROVISION, Fault.REPLY_LOST);
    assertThatThrownBy(() -> Ordered.submit(operator, order(1), () -> true))
        .isInstanceOf(OutcomeUnknownException.class);

    assertThatThrownBy(() -> Ordered.submit(operator, order(1), () -> true))
        .isInstanceOf(OutcomeUnknownException.class)
        .hasMessageContaining("the platform may not show it yet");
    assertThatThrownBy(() -> operator.release(RUN))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("It is not known yet whether there is a cluster for run " + RUN);
    emr.listClustersAfter(Duration.ZERO);
    Ordered.submit(operator, order(1), () -> true);

    assertThat(made()).hasSize(1);
  }

  @Test
  void ofARequestThatWasNeverTakenAClusterIsMadeOnceTheListIsSure() throws Exception {
    emr.faults().next(Call.PROVISION, Fault.REQUEST_LOST);
    assertThatThrownBy(() -> Ordered.submit(operator, order(1), () -> true))
        .isInstanceOf(OutcomeUnknownException.class);
    assertThat(made()).isEmpty();

    settle();
    Ordered.submit(operator, order(1), () -> true);

    assertThat(made()).hasSize(1);
  }

  @Test
  void aRestartCostsOneMoreSettlingTime() throws Exception {
    emr.faults().next(Call.PROVISION, Fault.REQUEST_LOST);
    assertThatThrownBy(() -> Ordered.submit(operator, order(1), () -> true))
        .isInstanceOf(OutcomeUnknownException.class);
    settle();

    try (StepOperator restarted = operator(Map.of())) {
      assertThatThrownBy(() -> Ordered.submit(restarted, order(1), () -> true))
          .isInstanceOf(OutcomeUnknownException.class);
      assertThat(made()).isEmpty();
      settle();
      Ordered.submit(restarted, order(1), () -> true);
    }

    assertThat(made()).hasSize(1);
  }

  @Test
  void theMarksOfAnOlderVersionAreRead() throws Exception {
    JobHandle first = Ordered.submit(operator, order(1), () -> true);
    Path mark = folder.resolve(RUN + ".cluster");
    Files.writeString(mark, "2026-11-26T10:00:00Z " + made().get(0));
    try (StepOperator restarted = operator(Map.of())) {
      assertThat(Ordered.submit(restarted, order(1), () -> true)).isEqualTo(first);
      Ordered.submit(restarted, order(2), () -> true);
      Files.writeString(mark, "2026-11-26T10:00:00Z");
      Ordered.submit(restarted, order(3), () -> true);
    }

    assertThat(made()).hasSize(1);
    assertThat(emr.calls("RunJobFlow")).isEqualTo(1);
  }

  @Test
  void anOwnerThatHasLostItsRunMakesNoCluster() {
    assertThatThrownBy(() -> Ordered.submit(operator, order(1), () -> false))
        .isInstanceOf(OutcomeUnknownException.class)
        .hasMessageContaining("another process has taken the run over");

    assertThat(emr.calls("RunJobFlow")).isZero();
  }

  @Test
  void stepsThatAreSubmittedAtOnceByTwoProcessesShareOneCluster() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try (StepOperator other = operator(Map.of())) {
      List<Callable<JobHandle>> calls =
          List.of(
              () -> Ordered.submit(operator, order(1), () -> true),
              () -> Ordered.submit(other, order(2), () -> true),
              () -> Ordered.submit(operator, order(3), () -> true),
              () -> Ordered.submit(other, order(4), () -> true));
      for (Future<JobHandle> each : threads.invokeAll(calls)) {
        each.get();
      }
    } finally {
      threads.shutdownNow();
    }

    assertThat(made()).hasSize(1);
    assertThat(emr.calls("RunJobFlow")).isEqualTo(1);
  }

  @Test
  void whoComesWhileTheClusterIsAskedForWaitsForTheAnswer() throws Exception {
    emr.listClustersAfter(Duration.ofHours(1));
    emr.faults().next(Call.PROVISION, Fault.HANG);
    Map<String, String> patient = Map.of("request-timeout", "1m");
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try (StepOperator one = operator(patient);
        StepOperator other = operator(patient)) {
      Future<JobHandle> first = threads.submit(() -> Ordered.submit(one, order(1), () -> true));
      await("the request").atMost(LIMIT).until(() -> made().size() == 1);
      Future<JobHandle> second = threads.submit(() -> Ordered.submit(other, order(2), () -> true));
      assertThatThrownBy(() -> second.get(500, TimeUnit.MILLISECONDS))
          .isInstanceOf(TimeoutException.class);

      emr.faults().clear();

      assertThat(first.get().job().text()).contains(made().get(0));
      assertThat(second.get().job().text()).contains(made().get(0));
    } finally {
      threads.shutdownNow();
    }
    assertThat(emr.calls("RunJobFlow")).isEqualTo(1);
  }

  @Test
  void theEndOfARunTakesItsClusterDownAndNoOther() throws Exception {
    Ordered.submit(operator, order(1), () -> true);
    String others = emr.addCluster("outrider-r1ngfp780y08x-emr", "emr-7.9.0", 1);

    operator.release(RUN);
    operator.release(RUN);

    assertThat(emr.state(made().get(0))).startsWith("TERMINAT");
    assertThat(emr.state(others)).isEqualTo("WAITING");
  }

  @Test
  void anotherProcessWithoutTheWorkFolderTakesItDownToo() throws Exception {
    Ordered.submit(operator, order(1), () -> true);
    folder = folder.resolve("another");
    Files.createDirectories(folder);

    try (StepOperator other = operator(Map.of())) {
      other.release(RUN);
    }

    assertThat(emr.state(made().get(0))).startsWith("TERMINAT");
  }

  @Test
  void aReleaseThatFailsSaysSoAndIsDoneByTheNext() throws Exception {
    Ordered.submit(operator, order(1), () -> true);
    emr.faults().next(Call.PROVISION, Fault.UNAVAILABLE);

    assertThatThrownBy(() -> operator.release(RUN)).isInstanceOf(IOException.class);
    assertThat(emr.state(made().get(0))).doesNotStartWith("TERMINAT");
    operator.release(RUN);

    assertThat(emr.state(made().get(0))).startsWith("TERMINAT");
  }

  @Test
  void aStepAfterTheClusterHasEndedGetsAnother() throws Exception {
    Ordered.submit(operator, order(1), () -> true);
    emr.terminate(made().get(0));

    JobHandle second = Ordered.submit(operator, order(2), () -> true);

    assertThat(made()).hasSize(2);
    assertThat(second.job().text()).contains(made().get(1));
    operator.release(RUN);
    assertThat(made()).allSatisfy(each -> assertThat(emr.state(each)).startsWith("TERMINAT"));
  }

  @Test
  void aClusterThatNeverGetsUpFailsItsStepsWithEmrsWords() throws Exception {
    emr.startClustersIn(Duration.ofHours(1));
    JobHandle waiting = Ordered.submit(operator, order(1), () -> true);
    assertThat(operator.status(Set.of(waiting)).get(waiting)).isInstanceOf(JobStatus.Queued.class);
    operator.release(RUN);

    Map<String, FailureKind> kinds =
        Map.of(
            "BOOTSTRAP_FAILURE", FailureKind.CONFIGURATION,
            "VALIDATION_ERROR", FailureKind.CONFIGURATION,
            "INSTANCE_FLEET_TIMEOUT", FailureKind.CAPACITY);
    int step = 2;
    for (Map.Entry<String, FailureKind> each : kinds.entrySet()) {
      emr.failClustersIn(Duration.ofMillis(400), each.getKey(), "the words of " + each.getKey());
      Submission order = order(step++);
      JobHandle job = Ordered.submit(operator, order, () -> true);
      await("its end").atMost(LIMIT).until(() -> operator.status(Set.of(job)).get(job).isFinal());

      JobStatus.Failed end = (JobStatus.Failed) operator.status(Set.of(job)).get(job);
      assertThat(end.kind()).as(each.getKey()).isEqualTo(each.getValue());
      assertThat(end.reason()).contains("the words of " + each.getKey());
    }
  }

  @Test
  void aRoleThatEmrDoesNotTakeIsARefusalAndNothingIsMade() throws Exception {
    emr.faults().next(Call.PROVISION, Fault.REFUSED);

    assertThatThrownBy(() -> Ordered.submit(operator, order(1), () -> true))
        .isInstanceOf(NotAcceptedException.class)
        .hasMessageContaining("EMR has refused a cluster for run " + RUN);
    assertThat(made()).isEmpty();
    Ordered.submit(operator, order(1), () -> true);
    assertThat(made()).hasSize(1);
  }

  @Test
  void aCheckSaysWhatWouldBeMadeAndMakesNothing() throws Exception {
    assertThat(operator.check(URI.create("s3://acme/outrider/")))
        .anySatisfy(
            each ->
                assertThat(each.message())
                    .contains(
                        "One is made for each run: 1 m5.xlarge and 2 workers of m5.2xlarge, on-demand"))
        .anySatisfy(each -> assertThat(each.message()).contains("emr-7.9.0: Spark 3.5.5_2.12"));
    assertThat(emr.calls("RunJobFlow")).isZero();
  }
}
