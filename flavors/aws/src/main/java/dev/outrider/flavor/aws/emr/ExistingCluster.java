// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.aws.emr;

import dev.outrider.flavor.AttemptKey;
import dev.outrider.flavor.Finding;
import dev.outrider.flavor.NotAcceptedException;
import dev.outrider.flavor.Ownership;
import dev.outrider.flavor.Platform;
import dev.outrider.flavor.Submission;
import dev.outrider.flavor.aws.CallProblem;
import dev.outrider.flavor.aws.Unasked;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.emr.EmrClient;
import software.amazon.awssdk.services.emr.model.Cluster;

/** One cluster of somebody else's, which takes the steps of all runs and outlives them. */
abstract class ExistingCluster implements ClusterSource {
  /** Each takes a request timeout at most. */
  private static final int MOST_CALLS = 3;

  private final EmrClient emr;
  private final Patience patience;

  /**
   * @param emr not closed here
   * @param patience with questions that are throttled
   */
  ExistingCluster(EmrClient emr, Patience patience) {
    this.emr = emr;
    this.patience = patience;
  }

  /** What a cluster of some id is like. */
  static Cluster described(EmrClient emr, Patience patience, String id) throws IOException {
    return StepFollower.asked(
        () -> patience.answer(() -> emr.describeCluster(one -> one.clusterId(id))).cluster());
  }

  /**
   * Its id.
   *
   * @throws NotAcceptedException when there is none, with what to set
   * @throws IOException when EMR could not be asked
   */
  abstract String id() throws NotAcceptedException, IOException;

  /** {@inheritDoc} Asks again if there is no answer, so that one lost call refuses no plan. */
  @Override
  public final Platform platform() throws NotAcceptedException, IOException {
    for (int tried = 1; true; tried++) {
      try {
        return released();
      } catch (IOException | SdkException e) {
        boolean isLast = tried == MOST_CALLS || !isUnanswered(e);
        if (isLast || !patience.pause().isTaken(patience.pause().before(tried))) {
          throw e;
        }
      }
    }
  }

  /** A throttled call has had its own patience. */
  private static boolean isUnanswered(Exception e) {
    Throwable cause = e instanceof SdkException ? e : e.getCause();
    return cause instanceof SdkException failed
        && CallProblem.of(failed) == CallProblem.UNANSWERED
        && !(failed instanceof AwsServiceException said && EmrRefusal.isThrottled(said));
  }

  private Platform released() throws NotAcceptedException, IOException {
    String id = id();
    String label = described(emr, patience, id).releaseLabel();
    if (label == null) {
      throw new IOException(
          "Cluster " + id + " has no release: it is older than all that are known.");
    }
    return EmrReleases.platform(label)
        .orElseThrow(
            () ->
                new IOException(
                    "Cluster "
                        + id
                        + " has release "
                        + label
                        + (EmrReleases.isTooOld(label)
                            ? ", whose Java 8 is too old. Use a cluster of release emr-7.0.0 or"
                                + " newer."
                            : ", whose versions of Spark and Java are not known to this version of"
                                + " Outrider.")));
  }

  @Override
  public final Optional<ClusterRequest> request(Submission submission) {
    return Optional.empty();
  }

  @Override
  public final Optional<EmrPolicies.Made> made() {
    return Optional.empty();
  }

  @Override
  public final String id(Submission submission, Ownership ownership)
      throws NotAcceptedException, IOException {
    return id();
  }

  @Override
  public final List<String> holding(AttemptKey key) throws NotAcceptedException, IOException {
    return List.of(id());
  }

  @Override
  public final boolean isReplaced(Submission submission, String cluster) {
    return false;
  }

  @Override
  public final List<Finding> findings(String region, Optional<String> logs, Unasked unasked) {
    return new ClusterCheck(emr, region, this::id, logs, unasked).findings();
  }

  @Override
  public final void release(String run) {}
}
