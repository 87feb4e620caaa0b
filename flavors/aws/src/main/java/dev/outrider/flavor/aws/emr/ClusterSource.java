// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.aws.emr;

import dev.outrider.flavor.AttemptKey;
import dev.outrider.flavor.Finding;
import dev.outrider.flavor.NotAcceptedException;
import dev.outrider.flavor.Ownership;
import dev.outrider.flavor.Submission;
import dev.outrider.flavor.aws.AwsUnasked;
import dev.outrider.flavor.base.request.SparkAndJava;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Where the clusters come from whose steps an operator adds. Thread-safe. */
interface ClusterSource {

  /** The cluster's id, where it is known without a call; for requests that are only shown. */
  Optional<String> known();

  /**
   * The release of its clusters. Makes no cluster.
   *
   * @throws NotAcceptedException when there is no cluster, with what to set
   * @throws IOException when EMR could not be asked
   */
  EmrReleases.Release release() throws NotAcceptedException, IOException;

  /**
   * The request that makes the cluster of a submission's run. Pure.
   *
   * @return empty where the cluster is there already
   * @throws NotAcceptedException when such a cluster cannot run the submission
   */
  Optional<ClusterRequest> request(Submission submission) throws NotAcceptedException;

  /** What the clusters are like that it makes; empty where it makes none. */
  Optional<EmrPolicies.Made> made();

  /**
   * The cluster that takes a submission's step; made where it is made for its run.
   *
   * @param ownership asked before one is made
   */
  StepSubmission.Clusters forStep(Submission submission, Ownership ownership);

  /**
   * The clusters on which the step of a key can be that was not sent from here. Makes none.
   *
   * @throws NotAcceptedException when there is none that is meant
   * @throws IOException when EMR could not be asked
   */
  List<String> holding(AttemptKey key) throws NotAcceptedException, IOException;

  /**
   * What can be seen of them by a check. Makes none.
   *
   * @param region in which they are
   * @param logs where their logs are, as far as it is set
   * @param set their Spark and Java, as far as they are set
   */
  List<Finding> findings(
      String region, Optional<String> logs, SparkAndJava set, AwsUnasked unasked);

  /**
   * Ends the clusters that were made for a run.
   *
   * @throws IOException when one may still run
   */
  void release(String run) throws IOException;
}
