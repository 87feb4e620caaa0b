// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.aws.emr;

import dev.outrider.flavor.base.follow.Pages;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import software.amazon.awssdk.services.emr.EmrClient;
import software.amazon.awssdk.services.emr.model.ClusterState;
import software.amazon.awssdk.services.emr.model.ClusterSummary;
import software.amazon.awssdk.services.emr.model.ListClustersRequest;
import software.amazon.awssdk.services.emr.model.ListClustersResponse;

/**
 * Reads the lists of an account's clusters to their end: 50 a page, in no order, without a filter
 * by name or tag: ListClusters, EMR API Reference. Thread-safe.
 */
final class ClusterSearch {

  /** Those in which steps can be added: AddJobFlowSteps, EMR API Reference. */
  static final Set<ClusterState> TAKING_STEPS =
      Set.of(
          ClusterState.STARTING,
          ClusterState.BOOTSTRAPPING,
          ClusterState.RUNNING,
          ClusterState.WAITING);

  private final EmrClient emr;
  private final Patience patience;

  /**
   * @param emr not closed here
   * @param patience with pages that are throttled
   */
  ClusterSearch(EmrClient emr, Patience patience) {
    this.emr = emr;
    this.patience = patience;
  }

  /**
   * All clusters that a filter lets through.
   *
   * @throws IOException when a page was not answered, or the pages do not end
   */
  List<ClusterSummary> all(Consumer<ListClustersRequest.Builder> filter) throws IOException {
    return Pages.all(
        "the clusters",
        from -> {
          ListClustersResponse page =
              StepFollower.asked(
                  () ->
                      patience.answer(
                          () ->
                              emr.listClusters(
                                  list -> filter.accept(list.marker(from.orElse(null))))));
          return Pages.Page.of(page.hasClusters(), page.clusters(), page.marker());
        });
  }
}
