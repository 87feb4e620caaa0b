// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.aws.emr;

import dev.outrider.flavor.aws.AwsErrors;
import dev.outrider.flavor.base.follow.Pages;
import dev.outrider.flavor.base.submit.Patience;
import java.io.IOException;
import java.io.InterruptedIOException;
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
import software.amazon.awssdk.services.emr.model.ListClustersRequest;
import software.amazon.awssdk.services.emr.model.ListClustersResponse;

/**
 * Asks EMR about clusters. Thread-safe.
 *
 * @param emr not closed here
 * @param patience with questions that are throttled
 */
record EmrCalls(EmrClient emr, Patience patience) {

  /** Those in which steps can be added: AddJobFlowSteps, EMR API Reference. */
  static final Set<ClusterState> TAKING_STEPS =
      Set.of(
          ClusterState.STARTING,
          ClusterState.BOOTSTRAPPING,
          ClusterState.RUNNING,
          ClusterState.WAITING);

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

  /**
   * What a cluster is like.
   *
   * @throws IOException when there was no answer
   */
  Cluster cluster(String id) throws IOException {
    return asked(
        () -> patience.answer(() -> emr.describeCluster(one -> one.clusterId(id))).cluster());
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
          ListClustersResponse page =
              asked(
                  () ->
                      patience.answer(
                          () ->
                              emr.listClusters(
                                  list -> filter.accept(list.marker(from.orElse(null))))));
          return Pages.Page.of(page.hasClusters(), page.clusters(), page.marker());
        });
  }
}
