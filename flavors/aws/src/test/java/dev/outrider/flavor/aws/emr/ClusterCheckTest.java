// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.aws.emr;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outrider.flavor.Finding;
import dev.outrider.flavor.Finding.Outcome;
import dev.outrider.flavor.aws.AwsUnasked;
import dev.outrider.flavor.base.request.Refusals;
import dev.outrider.flavor.base.request.SparkAndJava;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.emr.EmrClient;
import software.amazon.awssdk.services.emr.model.Application;
import software.amazon.awssdk.services.emr.model.Cluster;
import software.amazon.awssdk.services.emr.model.ClusterState;
import software.amazon.awssdk.services.emr.model.DescribeClusterRequest;
import software.amazon.awssdk.services.emr.model.DescribeClusterResponse;

class ClusterCheckTest {
  private static final SparkAndJava NOT_SET =
      new SparkAndJava(Optional.empty(), Optional.empty(), new Refusals("far"));

  /** As {@code DescribeCluster} shows one that is up. */
  private static Cluster.Builder up() {
    return Cluster.builder()
        .status(status -> status.state(ClusterState.WAITING))
        .releaseLabel("emr-7.9.0")
        .applications(Application.builder().name("Spark").build())
        .stepConcurrencyLevel(4)
        .serviceRole("EMR_DefaultRole")
        .ec2InstanceAttributes(each -> each.iamInstanceProfile("EMR_EC2_DefaultRole"))
        .logUri("s3n://logs/emr");
  }

  private static List<Finding> findings(Cluster.Builder cluster) {
    return new ClusterCheck(
            new OneCluster(cluster.build()),
            "eu-west-1",
            () -> "j-1",
            Optional.of("s3://logs/emr/"),
            NOT_SET,
            new AwsUnasked("far", "endpoint"))
        .findings();
  }

  private static Finding of(String subject, Cluster.Builder cluster) {
    return findings(cluster).stream()
        .filter(each -> each.subject().equals(subject))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void everyStateOfAClusterHasItsOutcome() {
    Map<ClusterState, Outcome> outcomes = new EnumMap<>(ClusterState.class);
    for (ClusterState each : ClusterState.values()) {
      outcomes.put(each, of("cluster", up().status(status -> status.state(each))).outcome());
    }

    assertThat(outcomes)
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                ClusterState.STARTING, Outcome.PASSED,
                ClusterState.BOOTSTRAPPING, Outcome.PASSED,
                ClusterState.RUNNING, Outcome.PASSED,
                ClusterState.WAITING, Outcome.PASSED,
                ClusterState.TERMINATING, Outcome.FAILED,
                ClusterState.TERMINATED, Outcome.FAILED,
                ClusterState.TERMINATED_WITH_ERRORS, Outcome.FAILED,
                ClusterState.UNKNOWN_TO_SDK_VERSION, Outcome.NOT_SEEN));
  }

  @Test
  void aStateThatIsNewIsNamed() {
    assertThat(of("cluster", up().status(status -> status.state("MELTING"))))
        .isEqualTo(
            Finding.notSeen(
                "cluster",
                "Cluster j-1 is in the state MELTING, which this version of Outrider does not"
                    + " know."));
  }

  @Test
  void aClusterThatIsStillStartingSaysThatStepsWait() {
    assertThat(of("cluster", up().status(status -> status.state(ClusterState.STARTING))).message())
        .isEqualTo("Cluster j-1 is in the state STARTING: steps wait until it is up.");
  }

  @Test
  void aClusterWithoutSparkOrAReleaseFails() {
    assertThat(of("release", up().applications(Application.builder().name("Trino").build())))
        .isEqualTo(
            Finding.failed(
                "release",
                "Cluster j-1 has release emr-7.9.0 without Spark: it has [Trino]. Use a cluster"
                    + " that has Spark."));
    assertThat(of("release", up().releaseLabel(null)).outcome()).isEqualTo(Outcome.FAILED);
  }

  @Test
  void rolesThatAreNotSaidAreNotSeen() {
    Cluster.Builder without = up();
    without.ec2InstanceAttributes(each -> each.iamInstanceProfile(null));

    assertThat(of("rights of jobs", without))
        .isEqualTo(
            Finding.notSeen("rights of jobs", "The cluster does not say which roles it has."));
  }

  @Test
  void theOlderNameOfS3IsTheSamePlaceOfLogs() {
    assertThat(of("logs", up()))
        .isEqualTo(Finding.passed("logs", "The cluster keeps them at s3://logs/emr/."));
  }

  @Test
  void anAnswerWithoutAClusterIsNotSeen() {
    assertThat(
            new ClusterCheck(
                    new OneCluster(null),
                    "eu-west-1",
                    () -> "j-1",
                    Optional.empty(),
                    NOT_SET,
                    new AwsUnasked("far", "endpoint"))
                .findings())
        .containsExactly(Finding.notSeen("cluster", "The answer of EMR has no cluster."));
  }

  /** Describes one cluster, whichever is asked for. */
  private record OneCluster(Cluster cluster) implements EmrClient {
    @Override
    public DescribeClusterResponse describeCluster(DescribeClusterRequest request) {
      return DescribeClusterResponse.builder().cluster(cluster).build();
    }

    @Override
    public String serviceName() {
      return "elasticmapreduce";
    }

    @Override
    public void close() {}
  }
}
