// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.aws;

import dev.outrider.flavor.NotAcceptedException;
import dev.outrider.flavor.OutcomeUnknownException;
import dev.outrider.step.FailureKind;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.emr.EmrClient;
import software.amazon.awssdk.services.emr.model.ClusterSummary;
import software.amazon.awssdk.services.emr.model.InvalidRequestException;
import software.amazon.awssdk.services.emr.model.RunJobFlowResponse;

/** The calls about clusters that are made for runs. Thread-safe. */
final class RunClusters {
  /** "The maximum number of clusters allowed is 10": TerminateJobFlows, EMR API Reference. */
  private static final int MOST_AT_ONCE = 10;

  private final EmrClient emr;
  private final ClusterSearch search;
  private final String operator;
  private final Patience patience;

  /**
   * @param emr sends each request once: its retries are off; not closed here
   * @param operator the operator's name in the configuration, for messages
   * @param patience with requests that are throttled
   */
  RunClusters(EmrClient emr, String operator, Patience patience) {
    this.emr = emr;
    this.search = new ClusterSearch(emr, patience.times(0)); // who looks looks again
    this.operator = operator;
    this.patience = patience;
  }

  /**
   * Those of a name, whatever has become of them.
   *
   * @param start before which none of them was made
   * @throws IOException when EMR could not be asked
   */
  List<ClusterSummary> named(String name, Optional<Instant> start) throws IOException {
    try {
      return search.all(list -> list.createdAfter(start.orElse(null))).stream()
          .filter(each -> name.equals(each.name()))
          .toList();
    } catch (SdkException e) {
      throw unanswered(e);
    }
  }

  /** What {@link StepFollower#asked} makes of it. */
  private static IOException unanswered(SdkException e) {
    try {
      return StepFollower.asked(
          () -> {
            throw e;
          });
    } catch (IOException reason) {
      return reason;
    }
  }

  /**
   * Makes one.
   *
   * @return its id
   * @throws NotAcceptedException surely none was made
   * @throws OutcomeUnknownException perhaps one was
   */
  String make(String run, ClusterRequest request)
      throws NotAcceptedException, OutcomeUnknownException {
    try {
      return id(run, patience.answer(() -> emr.runJobFlow(request.request())));
    } catch (AwsServiceException e) {
      throw refused(run, e);
    } catch (SdkClientException e) {
      throw notAnswered(run, e);
    }
  }

  private static String id(String run, RunJobFlowResponse answer) throws OutcomeUnknownException {
    if (answer.jobFlowId() == null) {
      throw new OutcomeUnknownException(
          "EMR has answered without the id of the cluster for run " + run, null);
    }
    return answer.jobFlowId();
  }

  private NotAcceptedException refused(String run, AwsServiceException answer)
      throws OutcomeUnknownException {
    EmrRefusal refusal =
        EmrRefusal.ofCluster(answer, operator).orElseThrow(() -> unknown(run, answer));
    return new NotAcceptedException(
        refusal.kind(),
        "EMR has refused a cluster for run "
            + run
            + ": "
            + SdkText.of(answer)
            + ". "
            + refusal.advice());
  }

  private static NotAcceptedException notAnswered(String run, SdkClientException reason)
      throws OutcomeUnknownException {
    if (reason instanceof AbortedException) {
      Thread.currentThread().interrupt();
    }
    boolean isNobody = SdkText.hasNoCredentials(reason);
    if (!isNobody && !SdkText.isNeverReached(reason)) {
      throw unknown(run, reason);
    }
    return new NotAcceptedException(
        isNobody ? FailureKind.CONFIGURATION : FailureKind.PLATFORM,
        "EMR was not asked for a cluster for run " + run + ": " + SdkText.of(reason) + ".");
  }

  private static OutcomeUnknownException unknown(String run, SdkException cause) {
    return new OutcomeUnknownException(
        "It is not known whether EMR has a cluster for run " + run + ": " + SdkText.of(cause),
        cause);
  }

  /**
   * Whether one ends or has ended, or is not known to EMR any more.
   *
   * @throws IOException when EMR could not be asked
   */
  boolean hasEnded(String id) throws IOException {
    try {
      return StepStatus.hasEnded(
          StepFollower.asked(() -> emr.describeCluster(one -> one.clusterId(id)))
              .cluster()
              .status());
    } catch (IOException e) {
      if (e.getCause() instanceof InvalidRequestException) {
        return true;
      }
      throw e;
    }
  }

  /**
   * Ends some, with what runs on them.
   *
   * @throws IOException when one may still run
   */
  void end(List<String> ids) throws IOException {
    for (int from = 0; from < ids.size(); from += MOST_AT_ONCE) {
      List<String> some = ids.subList(from, Math.min(from + MOST_AT_ONCE, ids.size()));
      StepFollower.asked(() -> emr.terminateJobFlows(each -> each.jobFlowIds(some)));
    }
    for (String each : ids) {
      if (!hasEnded(each)) {
        throw new IOException("Cluster " + each + " was told to end, and still runs.");
      }
    }
  }
}
