// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.aws.emr;

import java.util.Optional;
import software.amazon.awssdk.services.emr.EmrClient;

/** A cluster that is named by its id. */
final class FixedCluster extends ExistingCluster {
  private final String id;

  /**
   * @param emr not closed here
   * @param patience with questions that are throttled
   * @param id the cluster's: {@code j-2AXXXXXXGAPLF}
   */
  FixedCluster(EmrClient emr, Patience patience, String id) {
    super(emr, patience);
    this.id = id;
  }

  @Override
  public Optional<String> known() {
    return Optional.of(id);
  }

  @Override
  String id() {
    return id;
  }
}
