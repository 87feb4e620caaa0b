// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.aws.emr;

import dev.outrider.flavor.CommonSettings;
import dev.outrider.flavor.Finding;
import dev.outrider.flavor.Setting;
import dev.outrider.flavor.aws.AwsClients;
import dev.outrider.flavor.aws.AwsSettings;
import dev.outrider.flavor.aws.AwsUnasked;
import dev.outrider.flavor.aws.CallerCheck;
import dev.outrider.flavor.aws.s3.BucketCheck;
import dev.outrider.flavor.base.check.Checks;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;

/**
 * What steps on a cluster need: somebody who may ask, the cluster, and a bucket beside it. Each is
 * looked at by a part of its own; nothing is asked before it is known who asks.
 *
 * @param target of the operator
 * @param clients not closed here
 * @param cluster where the clusters come from
 * @param logs where their logs are, as far as it is set
 */
record EmrCheck(
    EmrTarget target, AwsClients clients, ClusterSource cluster, Optional<String> logs) {

  /**
   * All of it, in the order in which one is needed for the next.
   *
   * @param artifactStore where attempts, outputs and bundles lie; ends in a slash
   */
  List<Finding> findings(URI artifactStore) {
    String region = clients.region().id();
    return new Checks()
        .look(new CallerCheck(clients, unasked(AwsSettings.STS_ENDPOINT))::findings)
        .lookUnlessFailed(
            "It is not asked for before AWS knows who asks.",
            List.of(
                new Checks.Look(
                    ClusterCheck.SUBJECT,
                    () ->
                        cluster.findings(
                            region, logs, target.versions(), unasked(CommonSettings.ENDPOINT))),
                new Checks.Look(
                    BucketCheck.SUBJECT,
                    () ->
                        new BucketCheck(
                                clients.s3(
                                    EmrSettings.S3_ENDPOINT.name(),
                                    AwsRetryStrategy.standardRetryStrategy()),
                                region,
                                unasked(EmrSettings.S3_ENDPOINT))
                            .findings(artifactStore))))
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

  private AwsUnasked unasked(Setting endpoint) {
    return new AwsUnasked(target.operator(), endpoint.name());
  }
}
