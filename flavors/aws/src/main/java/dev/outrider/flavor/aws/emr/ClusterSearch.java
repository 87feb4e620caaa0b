// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.aws.emr;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
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
   * @throws IOException when the pages do not end
   * @throws software.amazon.awssdk.core.exception.SdkException when a page was not answered
   */
  List<ClusterSummary> all(Consumer<ListClustersRequest.Builder> filter) throws IOException {
    List<ClusterSummary> found = new ArrayList<>();
    Set<String> markers = new HashSet<>();
    String marker = null;
    do {
      ListClustersRequest.Builder list = ListClustersRequest.builder();
      filter.accept(list);
      ListClustersRequest request = list.marker(marker).build();
      ListClustersResponse page = patience.answer(() -> emr.listClusters(request));
      found.addAll(page.clusters());
      marker = page.marker();
      if (marker != null && !markers.add(marker)) {
        throw new IOException("the pages of the clusters do not end");
      }
    } while (marker != null);
    return found;
  }
}
