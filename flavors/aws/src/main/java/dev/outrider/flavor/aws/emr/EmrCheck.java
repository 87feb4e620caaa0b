// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.aws.emr;

import dev.outrider.flavor.CommonSettings;
import dev.outrider.flavor.Finding;
import dev.outrider.flavor.aws.AwsClients;
import dev.outrider.flavor.aws.AwsSettings;
import dev.outrider.flavor.aws.AwsUnasked;
import dev.outrider.flavor.aws.CallerCheck;
import dev.outrider.flavor.aws.s3.BucketCheck;
import dev.outrider.flavor.base.check.Checks;
import dev.outrider.flavor.base.request.SparkAndJava;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;

/**
 * What steps on a cluster need: somebody who may ask, the cluster, and a bucket beside it. Each is
 * looked at by a part of its own; nothing is asked before it is known who asks.
 */
final class EmrCheck {
  private final CallerCheck caller;
  private final ClusterSource cluster;
  private final Optional<String> logs;
  private final SparkAndJava set;
  private final AwsUnasked unasked;
  private final BucketCheck bucket;
  private final String region;

  private EmrCheck(
      CallerCheck caller,
      ClusterSource cluster,
      Optional<String> logs,
      SparkAndJava set,
      BucketCheck bucket,
      String region,
      AwsUnasked unasked) {
    this.caller = caller;
    this.cluster = cluster;
    this.logs = logs;
    this.set = set;
    this.unasked = unasked;
    this.bucket = bucket;
    this.region = region;
  }

  /**
   * A check.
   *
   * @param target of the operator
   * @param clients not closed here
   * @param cluster where the clusters come from
   * @param logs where their logs are, as far as it is set
   */
  static EmrCheck of(
      EmrTarget target, AwsClients clients, ClusterSource cluster, Optional<String> logs) {
    String operator = target.operator();
    String region = clients.region().id();
    return new EmrCheck(
        new CallerCheck(clients, new AwsUnasked(operator, AwsSettings.STS_ENDPOINT.name())),
        cluster,
        logs,
        target.versions(),
        new BucketCheck(
            clients.s3(EmrSettings.S3_ENDPOINT.name(), AwsRetryStrategy.standardRetryStrategy()),
            region,
            new AwsUnasked(operator, EmrSettings.S3_ENDPOINT.name())),
        region,
        new AwsUnasked(operator, CommonSettings.ENDPOINT.name()));
  }

  /**
   * All of it, in the order in which one is needed for the next.
   *
   * @param artifactStore where attempts, outputs and bundles lie; ends in a slash
   */
  List<Finding> findings(URI artifactStore) {
    return new Checks()
        .look(caller::findings)
        .lookUnlessFailed(
            "It is not asked for before AWS knows who asks.",
            List.of(
                new Checks.Look(
                    ClusterCheck.SUBJECT, () -> cluster.findings(region, logs, set, unasked)),
                new Checks.Look(BucketCheck.SUBJECT, () -> bucket.findings(artifactStore))))
        .look(
            () ->
                List.of(
                    Finding.notSeen(
                        "quotas",
                        ("How often the account may call, and how many machines it may have, is"
                                + " not asked for. Look at Service Quotas of %s: Amazon EMR, and"
                                + " Amazon EC2.")
                            .formatted(region))))
        .findings();
  }
}
