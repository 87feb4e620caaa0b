// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.aws.emr;

import dev.outrider.flavor.AttemptKey;
import dev.outrider.flavor.Finding;
import dev.outrider.flavor.NotAcceptedException;
import dev.outrider.flavor.Ownership;
import dev.outrider.flavor.Submission;
import dev.outrider.flavor.aws.AwsErrors;
import dev.outrider.flavor.aws.AwsUnasked;
import dev.outrider.flavor.base.check.Problem;
import dev.outrider.flavor.base.request.SparkAndJava;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * One cluster of somebody else's, which takes the steps of all runs and outlives them. Thread-safe.
 *
 * @param named names it
 */
record ExistingCluster(EmrCalls emr, Optional<String> known, ClusterCheck.Named named)
    implements ClusterSource {
  /** Each takes a request timeout at most. */
  private static final int MOST_CALLS = 3;

  /** The cluster of an id: {@code j-2AXXXXXXGAPLF}. */
  static ExistingCluster of(EmrCalls emr, String id) {
    return new ExistingCluster(emr, Optional.of(id), () -> id);
  }

  /** The cluster that is looked for. */
  static ExistingCluster of(EmrCalls emr, RunningCluster found) {
    return new ExistingCluster(emr, Optional.empty(), found);
  }

  /** {@inheritDoc} Asks again if there is no answer, so that one lost call refuses no plan. */
  @Override
  public EmrReleases.Release release() throws NotAcceptedException, IOException {
    for (int tried = 1; true; tried++) {
      try {
        return asked();
      } catch (IOException e) {
        boolean isLast = tried == MOST_CALLS || !isUnanswered(e);
        if (isLast || !emr.patience().pause().isTaken(emr.patience().pause().before(tried))) {
          throw e;
        }
      }
    }
  }

  /** A throttled call has had its own patience. */
  private static boolean isUnanswered(IOException e) {
    return e.getCause() instanceof SdkException failed
        && AwsErrors.problem(failed) == Problem.UNANSWERED
        && !EmrAnswer.isThrottled(failed);
  }

  private EmrReleases.Release asked() throws NotAcceptedException, IOException {
    String id = named.id();
    String label = emr.cluster(id).releaseLabel();
    if (label == null) {
      throw new IOException(
          "Cluster " + id + " has no release: it is older than all that are known.");
    }
    return new EmrReleases.Release(
        label, "Cluster " + id + " has release " + label, "Use a cluster of release");
  }

  @Override
  public Optional<ClusterRequest> request(Submission submission) {
    return Optional.empty();
  }

  @Override
  public Optional<EmrPolicies.Made> made() {
    return Optional.empty();
  }

  @Override
  public StepSubmission.Clusters forStep(Submission submission, Ownership ownership) {
    return this::taking;
  }

  private String taking() throws NotAcceptedException, IOException {
    try {
      return named.id();
    } catch (InterruptedIOException e) {
      throw e;
    } catch (IOException e) {
      if (e.getCause() instanceof SdkException said) {
        throw new NotAcceptedException(
            EmrAnswer.kind(said), "EMR has not named the cluster: " + AwsErrors.text(said));
      }
      throw e;
    }
  }

  @Override
  public List<String> holding(AttemptKey key) throws NotAcceptedException, IOException {
    return List.of(named.id());
  }

  @Override
  public List<Finding> findings(
      String region, Optional<String> logs, SparkAndJava set, AwsUnasked unasked) {
    return new ClusterCheck(emr.emr(), region, named, logs, set, unasked).findings();
  }

  @Override
  public void release(String run) {}
}
