// SPDX-License-Identifier: Apache-2.0
package dev.outrider.aws.loopback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.outrider.flavor.AttemptKey;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.emr.model.CancelStepsInfo;
import software.amazon.awssdk.services.emr.model.Cluster;
import software.amazon.awssdk.services.emr.model.EmrException;
import software.amazon.awssdk.services.emr.model.InvalidRequestException;
import software.amazon.awssdk.services.emr.model.ListStepsResponse;
import software.amazon.awssdk.services.emr.model.Step;
import software.amazon.awssdk.services.emr.model.StepSummary;

class LoopbackEmrTest {
  private static final AttemptKey KEY = new AttemptKey("r0-kit-1-abc");

  private EmrBench bench;
  private LoopbackEmr emr;
  private String cluster;

  @BeforeEach
  void start() throws IOException {
    bench = new EmrBench();
    emr = bench.emr();
    cluster = emr.addCluster("nightly", "emr-7.9.0", 2);
  }

  @AfterEach
  void close() {
    bench.close();
  }

  private Step described(String step) {
    return bench.client().describeStep(each -> each.clusterId(cluster).stepId(step)).step();
  }

  private CancelStepsInfo cancel(String step) {
    return bench
        .client()
        .cancelSteps(each -> each.clusterId(cluster).stepIds(step))
        .cancelStepsInfoList()
        .get(0);
  }

  @Test
  void aClusterIsToldAsItIs() {
    Cluster told = bench.client().describeCluster(each -> each.clusterId(cluster)).cluster();

    assertThat(told.name()).isEqualTo("nightly");
    assertThat(told.releaseLabel()).isEqualTo("emr-7.9.0");
    assertThat(told.stepConcurrencyLevel()).isEqualTo(2);
    assertThat(told.status().stateAsString()).isEqualTo("WAITING");
    assertThat(told.status().timeline().readyDateTime()).isEqualTo(bench.clock().instant());
    assertThatThrownBy(() -> bench.clusterState("j-NONE"))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("Cluster id 'j-NONE' is not valid.");
  }

  @Test
  void clustersAreListedByTheirStates() {
    String other = emr.addCluster("other", "emr-7.9.0", 1);
    emr.terminate(other);

    assertThat(bench.client().listClusters().clusters())
        .extracting(each -> each.id())
        .containsExactly(other, cluster);
    assertThat(
            bench
                .client()
                .listClusters(each -> each.clusterStatesWithStrings("WAITING"))
                .clusters())
        .extracting(each -> each.id())
        .containsExactly(cluster);
    assertThat(
            bench
                .client()
                .listClusters(each -> each.createdAfter(bench.clock().instant().plusSeconds(1)))
                .clusters())
        .isEmpty();
  }

  @Test
  void aStepRunsWhatItsArgumentsSayAndCompletes() {
    String step =
        bench.add(
            cluster,
            EmrBench.step(
                KEY.value(),
                "--conf",
                "spark.yarn.appMasterEnv.STAGE=test",
                "--conf",
                "spark.outrider.label.team=data"));
    HandBackEnd.Driver driver = bench.awaitDriver(0);

    assertThat(driver.what().mainClass()).isEqualTo("a.B");
    assertThat(driver.what().environment()).containsEntry("STAGE", "test");
    bench.awaitState(cluster, step, "RUNNING");
    assertThat(bench.clusterState(cluster)).isEqualTo("RUNNING");
    assertThat(emr.jobs(KEY)).isEqualTo(1);
    assertThat(emr.running(KEY)).isTrue();
    assertThat(emr.labels(KEY)).hasSize(1).containsEntry("team", "data");
    driver.end(0);
    assertThat(emr.running(KEY)).isFalse();
    assertThat(bench.state(cluster, step)).isEqualTo("COMPLETED");
    Step told = described(step);
    assertThat(told.name()).isEqualTo(KEY.value());
    assertThat(told.config().args()).contains("spark-submit", "a.B", "s3://b/a.jar");
    assertThat(told.status().timeline().creationDateTime()).isEqualTo(bench.clock().instant());
    assertThat(told.status().timeline().endDateTime()).isEqualTo(bench.clock().instant());
    assertThat(told.status().failureDetails()).isNull();
  }

  @Test
  void anExitCodeOtherThanNoneFailsTheStep() {
    String step = bench.add(cluster, EmrBench.step("a"));
    bench.awaitDriver(0).end(1);

    bench.awaitState(cluster, step, "FAILED");

    assertThat(described(step).status().failureDetails().reason()).isEqualTo("Unknown Error.");
  }

  @Test
  void whatSparkWouldNotStartFailsWithItsReason() {
    String step = bench.add(cluster, EmrBench.raw("a", "spark-submit", "--memory", "2g", "a.jar"));
    String other = bench.add(cluster, EmrBench.raw("b", "hadoop", "jar"));

    bench.awaitState(cluster, step, "FAILED");
    bench.awaitState(cluster, other, "FAILED");

    assertThat(described(step).status().failureDetails().message())
        .isEqualTo("Unrecognized option: --memory");
    assertThat(described(other).status().failureDetails().message())
        .contains("The command is [hadoop]");
    assertThat(bench.drivers()).isEmpty();
  }

  @Test
  void noMoreStepsRunAtOnceThanTheClusterTakes() {
    List<String> steps = new ArrayList<>();
    for (String each : List.of("a", "b", "c")) {
      steps.add(bench.add(cluster, EmrBench.step(each)));
    }
    HandBackEnd.Driver first = bench.awaitDriver(0);
    bench.awaitDriver(1);
    bench.awaitState(cluster, steps.get(1), "RUNNING");

    assertThat(bench.state(cluster, steps.get(2))).isEqualTo("PENDING");
    first.end(0);

    bench.awaitState(cluster, steps.get(2), "RUNNING");
    bench.awaitDriver(2);
  }

  @Test
  void aClusterTakes256ActiveSteps() {
    emr.hold();
    for (int i = 0; i < 2; i++) {
      bench
          .client()
          .addJobFlowSteps(
              each ->
                  each.jobFlowId(cluster)
                      .steps(IntStream.range(0, 128).mapToObj(n -> EmrBench.step("s")).toList()));
    }

    assertThatThrownBy(() -> bench.add(cluster, EmrBench.step("one more")))
        .isInstanceOf(EmrException.class)
        .hasMessageContaining("Maximum number of active steps");
  }

  @Test
  void aStepTakes10240Characters() {
    String[] most = {"spark-submit", "x".repeat(10_240 - 18 - 12)};
    emr.hold();
    bench.add(cluster, EmrBench.raw("a", most));
    most[1] += "x";

    assertThatThrownBy(() -> bench.add(cluster, EmrBench.raw("b", most)))
        .isInstanceOf(EmrException.class)
        .hasMessageContaining("10241 characters, and the most is 10240");
  }

  @Test
  void stepsAreListedFromTheNewestByPagesOfFifty() {
    emr.crowd(60);
    emr.hold();
    String newest = bench.add(cluster, EmrBench.step("mine"));

    ListStepsResponse first = bench.client().listSteps(each -> each.clusterId(cluster));
    bench.add(cluster, EmrBench.step("newer"));
    ListStepsResponse second =
        bench.client().listSteps(each -> each.clusterId(cluster).marker(first.marker()));

    assertThat(first.steps()).hasSize(50);
    assertThat(first.steps().get(0).id()).isEqualTo(newest);
    assertThat(second.steps()).hasSize(11);
    assertThat(second.marker()).isNull();
    List<String> ids = new ArrayList<>();
    first.steps().forEach(each -> ids.add(each.id()));
    second.steps().forEach(each -> ids.add(each.id()));
    assertThat(ids).doesNotHaveDuplicates();
    assertThatThrownBy(() -> bench.client().listSteps(each -> each.clusterId(cluster).marker("2")))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("Marker '2' is not valid.");
  }

  @Test
  void stepsAreListedByIdsAndStates() {
    emr.crowd(11);
    emr.hold();
    String mine = bench.add(cluster, EmrBench.step("mine"));
    List<StepSummary> all = bench.client().listSteps(each -> each.clusterId(cluster)).steps();
    List<String> ids = all.stream().map(StepSummary::id).toList();

    assertThat(
            bench
                .client()
                .listSteps(each -> each.clusterId(cluster).stepIds(mine, ids.get(5)))
                .steps())
        .extracting(StepSummary::id)
        .containsExactlyInAnyOrder(mine, ids.get(5));
    assertThat(
            bench
                .client()
                .listSteps(each -> each.clusterId(cluster).stepStatesWithStrings("PENDING"))
                .steps())
        .extracting(StepSummary::id)
        .containsExactly(mine);
    assertThatThrownBy(
            () ->
                bench
                    .client()
                    .listSteps(each -> each.clusterId(cluster).stepIds(ids.subList(0, 11))))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("the most is 10");
  }

  @Test
  void aPendingStepIsCancelledAtOnce() {
    emr.hold();
    String step = bench.add(cluster, EmrBench.step(KEY.value()));

    assertThat(cancel(step).statusAsString()).isEqualTo("SUBMITTED");

    assertThat(bench.state(cluster, step)).isEqualTo("CANCELLED");
    emr.release();
    bench.add(cluster, EmrBench.step("next"));
    bench.awaitDriver(0);
    assertThat(emr.running(KEY)).isFalse();
  }

  @Test
  void aRunningStepIsCancelledWhenItsDriverHasEnded() {
    String step = bench.add(cluster, EmrBench.step("a"));
    HandBackEnd.Driver driver = bench.awaitDriver(0);

    assertThat(cancel(step).statusAsString()).isEqualTo("SUBMITTED");

    assertThat(bench.state(cluster, step)).isEqualTo("CANCEL_PENDING");
    assertThat(driver.isKilled()).isTrue();
    assertThat(cancel(step).statusAsString()).isEqualTo("SUBMITTED");
    driver.end(HandBackEnd.TERMINATED);
    assertThat(bench.state(cluster, step)).isEqualTo("CANCELLED");
    CancelStepsInfo again = cancel(step);
    assertThat(again.statusAsString()).isEqualTo("FAILED");
    assertThat(again.reason()).contains("CANCELLED");
    assertThat(cancel("s-NONE").reason()).isEqualTo("Step id 's-NONE' is not valid.");
  }

  @Test
  void aStepThatEndsWellAllTheSameIsCompleted() {
    String step = bench.add(cluster, EmrBench.step("a"));
    HandBackEnd.Driver driver = bench.awaitDriver(0);
    cancel(step);

    driver.end(0);

    assertThat(bench.state(cluster, step)).isEqualTo("COMPLETED");
  }

  @Test
  void aClusterThatIsTerminatedCancelsItsStepsAndTakesNoMore() {
    String other = emr.addCluster("narrow", "emr-7.9.0", 1);
    String running = bench.add(other, EmrBench.step("a"));
    HandBackEnd.Driver driver = bench.awaitDriver(0);
    String pending = bench.add(other, EmrBench.step("b"));

    bench.client().terminateJobFlows(each -> each.jobFlowIds(other));

    assertThat(bench.clusterState(other)).isEqualTo("TERMINATING");
    assertThat(bench.state(other, pending)).isEqualTo("CANCELLED");
    assertThat(driver.isKilled()).isTrue();
    driver.end(HandBackEnd.TERMINATED);
    assertThat(bench.state(other, running)).isEqualTo("CANCELLED");
    assertThat(bench.clusterState(other)).isEqualTo("TERMINATED");
    assertThat(
            bench
                .client()
                .describeCluster(each -> each.clusterId(other))
                .cluster()
                .status()
                .stateChangeReason()
                .codeAsString())
        .isEqualTo("USER_REQUEST");
    assertThatThrownBy(() -> bench.add(other, EmrBench.step("c")))
        .isInstanceOf(EmrException.class)
        .hasMessageContaining("terminated, or finished may not be modified");
  }

  @Test
  void aFailureMayEndTheCluster() {
    String other = emr.addCluster("narrow", "emr-7.9.0", 1);
    bench.add(other, EmrBench.step("a").toBuilder().actionOnFailure("TERMINATE_CLUSTER").build());
    HandBackEnd.Driver driver = bench.awaitDriver(0);
    String pending = bench.add(other, EmrBench.step("b"));

    driver.end(1);

    bench.awaitState(other, pending, "CANCELLED");
    assertThat(bench.clusterState(other)).isEqualTo("TERMINATED_WITH_ERRORS");
  }

  @Test
  void withStepsSideBySideAFailureMayOnlyContinue() {
    assertThatThrownBy(
            () ->
                bench.add(
                    cluster,
                    EmrBench.step("a").toBuilder().actionOnFailure("CANCEL_AND_WAIT").build()))
        .isInstanceOf(EmrException.class)
        .hasMessageContaining("ActionOnFailure 'CANCEL_AND_WAIT' is not valid");
  }

  @Test
  void aMachineThatIsLostFailsTheStep() {
    String step = bench.add(cluster, EmrBench.step(KEY.value()));
    HandBackEnd.Driver driver = bench.awaitDriver(0);

    emr.preempt(KEY);

    assertThat(driver.isKilled()).isTrue();
    driver.end(HandBackEnd.TERMINATED);
    assertThat(bench.state(cluster, step)).isEqualTo("FAILED");
    assertThat(described(step).status().failureDetails().message())
        .matches(
            "Exception in thread \"main\" org[.]apache[.]spark[.]SparkException: Application"
                + " application_\\d+_\\d{4} finished with failed status");
  }

  @Test
  void aStepCanBeStartedAgainAndForgotten() throws IOException {
    String step = bench.add(cluster, EmrBench.step(KEY.value()));
    bench.awaitDriver(0);

    emr.startAgain(KEY);

    assertThat(bench.drivers()).hasSize(2);
    assertThat(emr.jobs(KEY)).isEqualTo(1);
    emr.forget(KEY);
    assertThatThrownBy(() -> bench.state(cluster, step))
        .isInstanceOf(InvalidRequestException.class);
    assertThat(emr.jobs(KEY)).isEqualTo(1);
  }
}
