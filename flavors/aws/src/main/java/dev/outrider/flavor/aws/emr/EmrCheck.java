// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.aws.emr;

import dev.outrider.flavor.CommonSettings;
import dev.outrider.flavor.Finding;
import dev.outrider.flavor.aws.AwsClients;
import dev.outrider.flavor.aws.AwsSettings;
import dev.outrider.flavor.aws.CallerCheck;
import dev.outrider.flavor.aws.Unasked;
import dev.outrider.flavor.aws.s3.BucketCheck;
import java.net.URI;
import java.util.ArrayList;
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
  private final Unasked unasked;
  private final BucketCheck bucket;
  private final String region;

  private EmrCheck(
      CallerCheck caller,
      ClusterSource cluster,
      Optional<String> logs,
      BucketCheck bucket,
      String region,
      Unasked unasked) {
    this.caller = caller;
    this.cluster = cluster;
    this.logs = logs;
    this.unasked = unasked;
    this.bucket = bucket;
    this.region = region;
  }

  /**
   * A check.
   *
   * @param operator the operator's name in the configuration, for messages
   * @param clients not closed here
   * @param cluster where the clusters come from
   * @param logs where their logs are, as far as it is set
   */
  static EmrCheck of(
      String operator, AwsClients clients, ClusterSource cluster, Optional<String> logs) {
    String region = clients.region().id();
    return new EmrCheck(
        new CallerCheck(clients, new Unasked(operator, AwsSettings.STS_ENDPOINT.name())),
        cluster,
        logs,
        new BucketCheck(
            clients.s3(EmrSettings.S3_ENDPOINT.name(), AwsRetryStrategy.standardRetryStrategy()),
            region,
            new Unasked(operator, EmrSettings.S3_ENDPOINT.name())),
        region,
        new Unasked(operator, CommonSettings.ENDPOINT.name()));
  }

  /**
   * All of it, in the order in which one is needed for the next.
   *
   * @param artifactStore where attempts, outputs and bundles lie; ends in a slash
   */
  List<Finding> findings(URI artifactStore) {
    List<Finding> findings = new ArrayList<>(caller.findings());
    if (findings.stream().anyMatch(each -> each.outcome() == Finding.Outcome.FAILED)) {
      for (String subject : List.of(ClusterCheck.SUBJECT, BucketCheck.SUBJECT)) {
        findings.add(Finding.notSeen(subject, "It is not asked for before AWS knows who asks."));
      }
    } else {
      findings.addAll(cluster.findings(region, logs, unasked));
      findings.addAll(bucket.findings(artifactStore));
    }
    findings.add(
        Finding.notSeen(
            "quotas",
            "How often the account may call, and how many machines it may have, is not asked for."
                + " Look at Service Quotas of "
                + region
                + ": Amazon EMR, and Amazon EC2."));
    return findings;
  }
}
