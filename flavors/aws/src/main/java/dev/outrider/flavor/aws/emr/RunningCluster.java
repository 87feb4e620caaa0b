// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.aws.emr;

import dev.outrider.flavor.NotAcceptedException;
import dev.outrider.step.FailureKind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.emr.EmrClient;
import software.amazon.awssdk.services.emr.model.ClusterSummary;

/**
 * The one cluster of a name or with a tag that takes steps. It is looked for once: a cluster keeps
 * its name, and all steps of an operator shall be where they are looked for. Names and tags need
 * not be different, and of two clusters none is chosen.
 */
final class RunningCluster extends ExistingCluster {
  private final ClusterSearch search;
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

  private RunningCluster(
      EmrClient emr,
      Patience patience,
      String operator,
      String setting,
      String words,
      Match match) {
    super(emr, patience);
    this.search = new ClusterSearch(emr, patience);
    this.operator = operator;
    this.setting = setting;
    this.words = words;
    this.match = match;
  }

  /**
   * The cluster of a name.
   *
   * @param emr not closed here
   * @param patience with questions that are throttled
   * @param operator the operator's name in the configuration, for messages
   * @param name as set by {@code cluster-name}
   */
  static RunningCluster named(EmrClient emr, Patience patience, String operator, String name) {
    return new RunningCluster(
        emr,
        patience,
        operator,
        EmrSettings.CLUSTER_NAME.name(),
        "named '" + name + "'",
        cluster -> name.equals(cluster.name()));
  }

  /**
   * The cluster with a tag. Lists of clusters do not tell tags, so that each cluster that takes
   * steps is asked for its own.
   *
   * @param emr not closed here
   * @param patience with questions that are throttled
   * @param operator the operator's name in the configuration, for messages
   * @param tag as set by {@code cluster-tag}
   */
  static RunningCluster tagged(EmrClient emr, Patience patience, String operator, ClusterTag tag) {
    return new RunningCluster(
        emr,
        patience,
        operator,
        EmrSettings.CLUSTER_TAG.name(),
        "tagged '" + tag + "'",
        cluster -> described(emr, patience, cluster.id()).tags().stream().anyMatch(tag::is));
  }

  @Override
  public Optional<String> known() {
    return Optional.empty();
  }

  @Override
  synchronized String id() throws NotAcceptedException, IOException {
    if (found == null) {
      found = only(marked());
    }
    return found;
  }

  private String only(List<String> ids) throws NotAcceptedException {
    if (ids.size() == 1) {
      return ids.get(0);
    }
    String prefix = "'step-operator." + operator + ".";
    throw new NotAcceptedException(
        FailureKind.CONFIGURATION,
        ids.isEmpty()
            ? "No cluster that takes steps is "
                + words
                + ". Start it, or set "
                + prefix
                + setting
                + "' to another."
            : "The clusters "
                + ids
                + " are "
                + words
                + ". Set "
                + prefix
                + EmrSettings.CLUSTER_ID.name()
                + "' to one.");
  }

  private List<String> marked() throws IOException {
    List<String> ids = new ArrayList<>();
    for (ClusterSummary each : search.all(list -> list.clusterStates(ClusterSearch.TAKING_STEPS))) {
      if (match.is(each)) {
        ids.add(each.id());
      }
    }
    return ids;
  }
}
