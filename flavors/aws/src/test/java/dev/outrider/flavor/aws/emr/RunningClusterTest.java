// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.aws.emr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.outrider.flavor.base.submit.CallTurns;
import dev.outrider.flavor.base.submit.Patience;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.emr.EmrClient;
import software.amazon.awssdk.services.emr.model.Cluster;
import software.amazon.awssdk.services.emr.model.ClusterSummary;
import software.amazon.awssdk.services.emr.model.DescribeClusterRequest;
import software.amazon.awssdk.services.emr.model.DescribeClusterResponse;
import software.amazon.awssdk.services.emr.model.EmrException;
import software.amazon.awssdk.services.emr.model.ListClustersRequest;
import software.amazon.awssdk.services.emr.model.ListClustersResponse;

class RunningClusterTest {
  private final Account account = new Account();
  private final List<Duration> pauses = new ArrayList<>();
  private final List<Duration> turns = new ArrayList<>();
  @TempDir private Path folder;
  private EmrCalls calls;
  private RunningCluster running;
  private ExistingCluster source;

  @BeforeEach
  void open() {
    calls =
        new EmrCalls(
            account,
            new CallTurns(
                folder.resolve("turns.txt"),
                new CallTurns.Rate(2, Duration.ofSeconds(3)),
                () -> Instant.EPOCH,
                new NoPause(turns)),
            new Patience(Duration.ofSeconds(10), new NoPause(pauses), EmrAnswer::isThrottled));
    running = RunningCluster.named(calls, "far", "etl");
    source = ExistingCluster.of(calls, running);
  }

  @Test
  void theOnlyClusterOfTheNameIsFoundOnALaterPageAndKept() throws Exception {
    account.add("j-1", "etl-2");
    account.add("j-2", "other");
    account.add("j-3", "etl");

    assertThat(running.id()).isEqualTo("j-3");
    assertThat(running.id()).isEqualTo("j-3");
    assertThat(account.lists).isEqualTo(3);
    assertThat(source.known()).isEmpty();
    assertThat(turns).as("the third page waits").containsExactly(Duration.ofSeconds(3));
  }

  @Test
  void ofTwoClustersNoneIsChosen() {
    account.add("j-1", "etl");
    account.add("j-2", "etl");

    assertThatThrownBy(running::id)
        .hasMessage(
            "The clusters [j-1, j-2] are named 'etl'. Set 'step-operator.far.cluster-id' to one.");
  }

  @Test
  void aMissingClusterIsSaidWithWhatToSetAndFoundLater() throws Exception {
    assertThatThrownBy(running::id)
        .hasMessage(
            "No cluster that takes steps is named 'etl'. Start it, or set"
                + " 'step-operator.far.cluster-name' to another.");

    account.add("j-1", "etl");
    assertThat(running.id()).isEqualTo("j-1");
  }

  @Test
  void whoAsksForARunningClusterTooOftenAsksAgainALittleLater() throws Exception {
    account.add("j-1", "etl");
    account.throttled = 2;
    assertThat(running.id()).isEqualTo("j-1");
    assertThat(pauses).containsExactly(Duration.ofSeconds(2), Duration.ofSeconds(4));

    account.throttled = 1;
    assertThat(ExistingCluster.of(calls, "j-1").release().label()).isEqualTo("emr-7.9.0");
    assertThat(pauses).hasSize(3);
  }

  @Test
  void whoAsksForARunningClusterTooOftenForLongIsTold() {
    account.throttled = 10;

    assertThatThrownBy(() -> ExistingCluster.of(calls, "j-1").release())
        .hasMessageContaining("Rate exceeded");
    assertThat(pauses).hasSize(2);
  }

  @Test
  void aCallWithoutAnAnswerWhilePlanningIsMadeAgain() throws Exception {
    account.add("j-1", "etl");
    account.lost = 2;

    assertThat(source.release().label()).isEqualTo("emr-7.9.0");

    account.lost = 3;
    assertThatThrownBy(() -> ExistingCluster.of(calls, "j-1").release())
        .hasMessage("EMR has not answered: lost");
    assertThat(account.lost).isZero();
  }

  @Test
  void aRefusalWhilePlanningIsNotAskedForAgain() {
    account.refused = 2;

    assertThatThrownBy(() -> ExistingCluster.of(calls, "j-1").release())
        .hasMessageContaining("Cluster id 'j-1' is not valid");

    assertThat(account.refused).isEqualTo(1);
  }

  /** Has clusters, and gives one of them a page. */
  private static final class Account implements EmrClient {
    private final List<ClusterSummary> clusters = new ArrayList<>();
    private int lists;
    private int throttled;
    private int lost;
    private int refused;

    private void throttle() {
      if (lost > 0) {
        lost--;
        throw SdkClientException.create("lost", new SocketTimeoutException("Read timed out"));
      }
      if (refused > 0) {
        refused--;
        throw EmrException.builder()
            .statusCode(400)
            .message("Cluster id 'j-1' is not valid.")
            .build();
      }
      if (throttled > 0) {
        throttled--;
        throw EmrException.builder()
            .statusCode(400)
            .awsErrorDetails(
                AwsErrorDetails.builder()
                    .errorCode("ThrottlingException")
                    .errorMessage("Rate exceeded")
                    .build())
            .build();
      }
    }

    @Override
    public DescribeClusterResponse describeCluster(DescribeClusterRequest request) {
      throttle();
      return DescribeClusterResponse.builder()
          .cluster(Cluster.builder().id(request.clusterId()).releaseLabel("emr-7.9.0").build())
          .build();
    }

    void add(String id, String name) {
      clusters.add(ClusterSummary.builder().id(id).name(name).build());
    }

    @Override
    public ListClustersResponse listClusters(ListClustersRequest request) {
      throttle();
      lists++;
      int from = request.marker() == null ? 0 : Integer.parseInt(request.marker());
      int to = Math.min(from + 1, clusters.size());
      return ListClustersResponse.builder()
          .clusters(clusters.subList(from, to))
          .marker(to < clusters.size() ? Integer.toString(to) : null)
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
