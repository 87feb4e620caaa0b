// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.aws.emr;

import dev.outrider.flavor.RunId;
import dev.outrider.flavor.base.cluster.Clusters;
import dev.outrider.flavor.base.submit.Answer;
import java.io.IOException;
import java.util.List;
import software.amazon.awssdk.services.emr.model.InvalidRequestException;

/**
 * The clusters of EMR that are made for runs. {@code RunJobFlow} has no token: sent twice it makes
 * two clusters. Thread-safe.
 *
 * @param calls sends each request once: its retries are off, and it has no patience
 * @param operator the operator's name in the configuration
 */
record RunClusters(EmrCalls calls, String operator) implements Clusters<ClusterRequest> {
  /** "The maximum number of clusters allowed is 10": TerminateJobFlows, EMR API Reference. */
  private static final int MOST_AT_ONCE = 10;

  @Override
  public boolean isId(String word) {
    return word.startsWith("j-");
  }

  @Override
  public String make(ClusterRequest request) throws IOException {
    String id = calls.emr().runJobFlow(request.request()).jobFlowId();
    if (id == null) {
      throw new IOException("EMR has answered without the id of the cluster");
    }
    return id;
  }

  @Override
  public Answer answer(String run, Exception thrown) {
    return EmrAnswer.ofCluster(run, operator).of(thrown);
  }

  @Override
  public List<Seen> of(String run) throws IOException {
    String name = ClusterRequest.name(run, operator);
    return calls.clusters(list -> list.createdAfter(RunId.notBefore(run).orElse(null))).stream()
        .filter(each -> name.equals(each.name()))
        .map(each -> new Seen(each.id(), EmrStatusMapping.hasEnded(each.status())))
        .toList();
  }

  @Override
  public boolean hasEnded(String id) throws IOException {
    try {
      return EmrStatusMapping.hasEnded(calls.cluster(id).status());
    } catch (IOException e) {
      if (e.getCause() instanceof InvalidRequestException) {
        return true;
      }
      throw e;
    }
  }

  @Override
  public void end(List<String> ids) throws IOException {
    for (int from = 0; from < ids.size(); from += MOST_AT_ONCE) {
      List<String> some = ids.subList(from, Math.min(from + MOST_AT_ONCE, ids.size()));
      EmrCalls.asked(() -> calls.emr().terminateJobFlows(each -> each.jobFlowIds(some)));
    }
    for (String each : ids) {
      if (!hasEnded(each)) {
        throw new IOException("Cluster " + each + " was told to end, and still runs.");
      }
    }
  }
}
