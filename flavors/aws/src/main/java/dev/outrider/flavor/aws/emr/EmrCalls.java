// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.aws.emr;

import dev.outrider.flavor.aws.AwsErrors;
import dev.outrider.flavor.base.follow.Pages;
import dev.outrider.flavor.base.submit.CallTurns;
import dev.outrider.flavor.base.submit.Patience;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.emr.EmrClient;
import software.amazon.awssdk.services.emr.model.Cluster;
import software.amazon.awssdk.services.emr.model.ClusterState;
import software.amazon.awssdk.services.emr.model.ClusterSummary;
import software.amazon.awssdk.services.emr.model.EmrResponse;
import software.amazon.awssdk.services.emr.model.ListClustersRequest;
import software.amazon.awssdk.services.emr.model.ListClustersResponse;
import software.amazon.awssdk.services.emr.model.ListStepsRequest;
import software.amazon.awssdk.services.emr.model.ListStepsResponse;
import software.amazon.awssdk.services.emr.model.Step;
import software.amazon.awssdk.services.emr.model.StepStatus;
import software.amazon.awssdk.services.emr.model.StepSummary;

/**
 * Asks EMR about clusters and steps. Thread-safe.
 *
 * @param emr not closed here
 * @param turns says when a page of a list, or a step, may be asked for
 * @param patience with questions that are throttled
 */
record EmrCalls(EmrClient emr, CallTurns turns, Patience patience) {

  /** Those in which steps can be added: AddJobFlowSteps, EMR API Reference. */
  static final Set<ClusterState> TAKING_STEPS =
      Set.of(
          ClusterState.STARTING,
          ClusterState.BOOTSTRAPPING,
          ClusterState.RUNNING,
          ClusterState.WAITING);

  /** What the SDK says where there is none: AwsResponseMetadata. */
  private static final String NO_ID = "UNKNOWN";

  /**
   * An answer, or the exception that says that nothing is known, with the SDK's as its cause. The
   * flag of an interrupted thread stays set.
   */
  static <T> T asked(Supplier<T> call) throws IOException {
    try {
      return call.get();
    } catch (AbortedException e) {
      Thread.currentThread().interrupt();
      InterruptedIOException interrupted =
          new InterruptedIOException("interrupted: " + e.getMessage());
      interrupted.initCause(e);
      throw interrupted;
    } catch (SdkException e) {
      throw new IOException("EMR has not answered: " + AwsErrors.text(e), e);
    }
  }

  /** The same, for callers who look again anyway. */
  EmrCalls once() {
    return new EmrCalls(
        emr, turns, new Patience(Duration.ZERO, patience.pause(), patience.isThrottled()));
  }

  /**
   * Whether an answer is a list. That EMR itself gives an empty one, and does not leave it out, is
   * written nowhere, so that an answer without a list is one where it has EMR's id of the request.
   */
  private static boolean isList(boolean hasList, EmrResponse answer) {
    return hasList
        || (answer.responseMetadata() != null
            && !NO_ID.equals(answer.responseMetadata().requestId()));
  }

  /** What an answer must have: one without is not EMR's, such as an empty one of a proxy. */
  private static <T> T there(String what, T answer) throws IOException {
    if (answer == null) {
      throw new IOException(
          "the answer of EMR has no %s: look at 'endpoint' and 'proxy'".formatted(what));
    }
    return answer;
  }

  /**
   * What a cluster is like.
   *
   * @throws IOException when there was no answer
   */
  Cluster cluster(String id) throws IOException {
    return there(
        "cluster " + id,
        asked(() -> patience.answer(() -> emr.describeCluster(one -> one.clusterId(id))))
            .cluster());
  }

  /**
   * One page of the steps of a cluster; asked for once.
   *
   * @throws IOException when there was no answer
   */
  Pages.Page<StepSummary> steps(Consumer<ListStepsRequest.Builder> of) throws IOException {
    ListStepsResponse page = asked(() -> emr.listSteps(of));
    return Pages.Page.of(isList(page.hasSteps(), page), page.steps(), page.marker());
  }

  /**
   * What has become of a step; asked for once, when it is its turn.
   *
   * @throws IOException when there was no answer
   */
  StepStatus step(EmrHandle step) throws IOException {
    turns.await();
    Step found =
        there(
            "step " + step.step(),
            asked(() -> emr.describeStep(one -> one.clusterId(step.cluster()).stepId(step.step())))
                .step());
    return there("status of step " + step.step(), found.status());
  }

  /**
   * All clusters that a filter lets through. They are listed in no order, 50 a page, without a
   * filter by name or tag: ListClusters, EMR API Reference.
   *
   * @throws IOException when a page was not answered, or the pages do not end
   */
  List<ClusterSummary> clusters(Consumer<ListClustersRequest.Builder> filter) throws IOException {
    return Pages.all(
        "the clusters",
        from -> {
          turns.await();
          ListClustersResponse page =
              asked(
                  () ->
                      patience.answer(
                          () ->
                              emr.listClusters(
                                  list -> filter.accept(list.marker(from.orElse(null))))));
          return Pages.Page.of(isList(page.hasClusters(), page), page.clusters(), page.marker());
        });
  }
}
