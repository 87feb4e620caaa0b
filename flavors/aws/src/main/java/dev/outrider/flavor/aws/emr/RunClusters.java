// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.aws.emr;

import dev.outrider.flavor.base.submit.Answer;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.emr.EmrClient;
import software.amazon.awssdk.services.emr.model.ClusterSummary;
import software.amazon.awssdk.services.emr.model.InvalidRequestException;

/** The calls about clusters that are made for runs. Thread-safe. */
final class RunClusters {
  /** "The maximum number of clusters allowed is 10": TerminateJobFlows, EMR API Reference. */
  private static final int MOST_AT_ONCE = 10;

  private final EmrClient emr;
  private final ClusterSearch search;
  private final String operator;

  /**
   * @param emr sends each request once: its retries are off; not closed here
   * @param search without patience: the caller looks again
   * @param operator the operator's name in the configuration, for messages
   */
  RunClusters(EmrClient emr, ClusterSearch search, String operator) {
    this.emr = emr;
    this.search = search;
    this.operator = operator;
  }

  /**
   * Those of a name, whatever has become of them.
   *
   * @param start before which none of them was made
   * @throws IOException when EMR could not be asked
   */
  List<ClusterSummary> named(String name, Optional<Instant> start) throws IOException {
    return search.all(list -> list.createdAfter(start.orElse(null))).stream()
        .filter(each -> name.equals(each.name()))
        .toList();
  }

  /**
   * Makes one, with one request.
   *
   * @return its id
   * @throws IOException when EMR has answered without an id
   * @throws SdkException when it has refused, or has not answered
   */
  String make(ClusterRequest request) throws IOException {
    String id = emr.runJobFlow(request.request()).jobFlowId();
    if (id == null) {
      throw new IOException("EMR has answered without the id of the cluster");
    }
    return id;
  }

  /**
   * What an exception of {@link #make} says.
   *
   * @param run whose cluster it was to be
   */
  Answer answer(String run, Exception thrown) {
    return new EmrAnswer("a cluster for run " + run, said -> EmrRefusal.ofCluster(said, operator))
        .of(thrown);
  }

  /**
   * Whether one ends or has ended, or is not known to EMR any more.
   *
   * @throws IOException when EMR could not be asked
   */
  boolean hasEnded(String id) throws IOException {
    try {
      return EmrStatusMapping.hasEnded(
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
