// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.aws.emr;

import dev.outrider.flavor.NotAcceptedException;
import dev.outrider.step.FailureKind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.emr.model.ClusterSummary;

/**
 * The one cluster of a name or with a tag that takes steps. It is looked for once: a cluster keeps
 * its name, and all steps of an operator shall be where they are looked for. Names and tags need
 * not be different, and of two clusters none is chosen. Thread-safe.
 */
final class RunningCluster implements ClusterCheck.Named {
  private final EmrCalls emr;
  private final String operator;
  private final String setting;
  private final String words;
  private final Match match;
  private String found;

  /** Whether a cluster is the one that is meant. */
  @FunctionalInterface
  private interface Match {
    boolean is(ClusterSummary cluster) throws IOException;
  }

  private RunningCluster(EmrCalls emr, String operator, String setting, String words, Match match) {
    this.emr = emr;
    this.operator = operator;
    this.setting = setting;
    this.words = words;
    this.match = match;
  }

  /**
   * The cluster of a name.
   *
   * @param operator the operator's name in the configuration, for messages
   * @param name as set by {@code cluster-name}
   */
  static RunningCluster named(EmrCalls emr, String operator, String name) {
    return new RunningCluster(
        emr,
        operator,
        EmrSettings.CLUSTER_NAME.name(),
        "named '" + name + "'",
        cluster -> name.equals(cluster.name()));
  }

  /**
   * The cluster with a tag. Lists of clusters do not tell tags, so that each cluster that takes
   * steps is asked for its own.
   *
   * @param operator the operator's name in the configuration, for messages
   * @param tag as set by {@code cluster-tag}
   */
  static RunningCluster tagged(EmrCalls emr, String operator, ClusterTag tag) {
    return new RunningCluster(
        emr,
        operator,
        EmrSettings.CLUSTER_TAG.name(),
        "tagged '" + tag + "'",
        cluster -> emr.cluster(cluster.id()).tags().stream().anyMatch(tag::is));
  }

  @Override
  public synchronized String id() throws NotAcceptedException, IOException {
    if (found == null) {
      found = only(marked());
    }
    return found;
  }

  private String only(List<String> ids) throws NotAcceptedException {
    if (ids.size() == 1) {
      return ids.get(0);
    }
    throw new NotAcceptedException(
        FailureKind.CONFIGURATION,
        ids.isEmpty()
            ? ("No cluster that takes steps is %s. Start it, or set 'step-operator.%s.%s' to"
                    + " another.")
                .formatted(words, operator, setting)
            : "The clusters %s are %s. Set 'step-operator.%s.%s' to one."
                .formatted(ids, words, operator, EmrSettings.CLUSTER_ID.name()));
  }

  private List<String> marked() throws IOException {
    List<String> ids = new ArrayList<>();
    for (ClusterSummary each : emr.clusters(list -> list.clusterStates(EmrCalls.TAKING_STEPS))) {
      if (match.is(each)) {
        ids.add(each.id());
      }
    }
    return ids;
  }
}
