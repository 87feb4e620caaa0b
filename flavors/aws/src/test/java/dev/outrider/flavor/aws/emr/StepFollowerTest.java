// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.aws.emr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.outrider.flavor.JobHandle;
import dev.outrider.flavor.JobStatus;
import dev.outrider.flavor.UnreadableHandleException;
import dev.outrider.step.FailureKind;
import dev.outrider.step.value.JsonText;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.awscore.DefaultAwsResponseMetadata;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.emr.EmrClient;
import software.amazon.awssdk.services.emr.model.DescribeClusterRequest;
import software.amazon.awssdk.services.emr.model.DescribeClusterResponse;
import software.amazon.awssdk.services.emr.model.DescribeStepRequest;
import software.amazon.awssdk.services.emr.model.DescribeStepResponse;
import software.amazon.awssdk.services.emr.model.EmrResponseMetadata;
import software.amazon.awssdk.services.emr.model.InvalidRequestException;
import software.amazon.awssdk.services.emr.model.ListStepsRequest;
import software.amazon.awssdk.services.emr.model.ListStepsResponse;
import software.amazon.awssdk.services.emr.model.StepSummary;

class StepFollowerTest {
  private final Clusters clusters = new Clusters();
  private final List<Duration> waits = new ArrayList<>();
  @TempDir private Path folder;
  private StepFollower follower;

  @BeforeEach
  void follow() {
    follower = new StepFollower(new NoPause(waits).calls(clusters, folder.resolve("turns.txt")));
  }

  @Test
  void tenStepsOfAClusterAreOneCall() throws Exception {
    Set<JobHandle> jobs = new LinkedHashSet<>();
    for (int i = 0; i < 10; i++) {
      clusters.states.put("s-" + i, "RUNNING");
      jobs.add(job("j-1", "s-" + i));
    }

    assertThat(follower.status(jobs)).hasSize(10);
    assertThat(clusters.calls).containsExactly("list j-1");
  }

  @Test
  void stepsOfTwoClustersAreOneCallEach() throws Exception {
    clusters.states.put("s-1", "COMPLETED");
    clusters.states.put("s-2", "PENDING");

    assertThat(follower.status(Set.of(job("j-1", "s-1"), job("j-2", "s-2"))))
        .containsEntry(job("j-1", "s-1"), new JobStatus.Succeeded())
        .containsEntry(job("j-2", "s-2"), new JobStatus.Queued());
    assertThat(clusters.calls).containsExactlyInAnyOrder("list j-1", "list j-2");
  }

  @Test
  void whatEndedStepsIsAskedOfTheirClusterOnce() throws Exception {
    clusters.states.put("s-1", "INTERRUPTED");
    clusters.states.put("s-2", "CANCELLED");

    Map<JobHandle, JobStatus> answers =
        follower.status(Set.of(job("j-1", "s-1"), job("j-1", "s-2")));

    assertThat(answers.values())
        .containsOnly(
            new JobStatus.Failed(
                FailureKind.CAPACITY, "its cluster is TERMINATED: INSTANCE_FAILURE: gone"));
    assertThat(clusters.calls).containsExactly("list j-1", "describe j-1");
  }

  @Test
  void aStepIsLostAfterTwoListsAndALookUp() throws Exception {
    JobHandle job = job("j-1", "s-1");

    assertThat(follower.status(Set.of(job))).isEmpty();
    assertThat(follower.status(Set.of(job)).get(job)).isInstanceOf(JobStatus.Lost.class);
    assertThat(clusters.calls).containsExactly("list j-1", "list j-1", "look up s-1");
  }

  @Test
  void eachLookUpWaitsForItsTurnAsSubmissionsDo() throws Exception {
    Set<JobHandle> jobs = Set.of(job("j-1", "s-1"), job("j-1", "s-2"), job("j-1", "s-3"));
    follower.status(jobs);
    assertThat(waits).isEmpty();

    assertThat(follower.status(jobs)).hasSize(3);

    assertThat(waits).containsExactly(Duration.ofSeconds(2), Duration.ofSeconds(4));
  }

  @Test
  void aStepThatIsThereAgainIsNotLost() throws Exception {
    JobHandle job = job("j-1", "s-1");
    follower.status(Set.of(job));
    clusters.states.put("s-1", "RUNNING");
    follower.status(Set.of(job));
    clusters.states.clear();

    assertThat(follower.status(Set.of(job))).isEmpty();
  }

  @Test
  void nothingIsConcludedFromNoAnswer() {
    clusters.silence = Optional.of(SdkClientException.create("no answer"));

    assertThatThrownBy(() -> follower.status(Set.of(job("j-1", "s-1"))))
        .isInstanceOf(IOException.class)
        .hasMessage("EMR has not answered: no answer");
  }

  @Test
  void anEmptyAnswerIsNoListAndSaysNothingOfAJob() throws Exception {
    JobHandle job = job("j-1", "s-1");
    clusters.isEmpty = true;
    for (int lists = 0; lists < 3; lists++) {
      assertThatThrownBy(() -> follower.status(Set.of(job)))
          .isInstanceOf(IOException.class)
          .hasMessage(
              "the answer is no list of the steps of cluster j-1: look at 'endpoint' and 'proxy'");
    }

    clusters.isEmpty = false;
    assertThat(follower.status(Set.of(job))).as("the first list without it").isEmpty();
    clusters.states.put("s-2", "CANCELLED");
    clusters.isClusterEmpty = true;
    assertThatThrownBy(() -> follower.status(Set.of(job("j-1", "s-2"))))
        .isInstanceOf(IOException.class)
        .hasMessage("the answer of EMR has no cluster j-1: look at 'endpoint' and 'proxy'");
  }

  @Test
  void anAnswerOfEmrsOwnWithoutAListIsAnEmptyOne() throws Exception {
    clusters.isEmpty = true;
    clusters.requestId = Optional.of("7f3a-1");

    assertThat(follower.status(Set.of(job("j-1", "s-1")))).isEmpty();
  }

  @Test
  void anInterruptedCallKeepsTheFlag() {
    clusters.silence = Optional.of(AbortedException.create("aborted"));

    assertThatThrownBy(() -> follower.status(Set.of(job("j-1", "s-1"))))
        .isInstanceOf(InterruptedIOException.class);
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void anUnreadableHandleIsSaidBeforeAnythingIsAsked() {
    JobHandle other = new JobHandle("spark", 1, new JsonText("{}"));

    assertThatThrownBy(() -> follower.status(Set.of(job("j-1", "s-1"), other)))
        .isInstanceOf(UnreadableHandleException.class);
    assertThat(clusters.calls).isEmpty();
  }

  private static JobHandle job(String cluster, String step) {
    return new EmrHandle(cluster, step).handle();
  }

  /** Tells the states of steps, whichever cluster they are of. */
  private static final class Clusters implements EmrClient {
    private final Map<String, String> states = new HashMap<>();
    private final List<String> calls = new ArrayList<>();
    private Optional<RuntimeException> silence = Optional.empty();
    private boolean isEmpty;
    private Optional<String> requestId = Optional.empty();
    private boolean isClusterEmpty;

    @Override
    public ListStepsResponse listSteps(ListStepsRequest request) {
      if (silence.isPresent()) {
        throw silence.get();
      }
      calls.add("list " + request.clusterId());
      if (isEmpty) {
        return (ListStepsResponse)
            ListStepsResponse.builder()
                .responseMetadata(
                    EmrResponseMetadata.create(
                        DefaultAwsResponseMetadata.create(
                            requestId.map(id -> Map.of("AWS_REQUEST_ID", id)).orElse(Map.of()))))
                .build();
      }
      return ListStepsResponse.builder()
          .steps(
              request.stepIds().stream()
                  .filter(states::containsKey)
                  .map(
                      id ->
                          StepSummary.builder()
                              .id(id)
                              .status(status -> status.state(states.get(id)))
                              .build())
                  .toList())
          .build();
    }

    @Override
    public DescribeStepResponse describeStep(DescribeStepRequest request) {
      calls.add("look up " + request.stepId());
      throw InvalidRequestException.builder().message("Step id is not valid.").build();
    }

    @Override
    public DescribeClusterResponse describeCluster(DescribeClusterRequest request) {
      calls.add("describe " + request.clusterId());
      if (isClusterEmpty) {
        return DescribeClusterResponse.builder().build();
      }
      return DescribeClusterResponse.builder()
          .cluster(
              cluster ->
                  cluster.status(
                      status ->
                          status
                              .state("TERMINATED")
                              .stateChangeReason(
                                  reason -> reason.code("INSTANCE_FAILURE").message("gone"))))
          .build();
    }

    @Override
    public String serviceName() {
      return "elasticmapreduce";
    }

    @Override
    public void close() {}
  }
}
