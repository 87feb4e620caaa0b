// SPDX-License-Identifier: Apache-2.0
package dev.outrider.config;

import java.util.Map;
import java.util.Optional;

/**
 * What platforms call a setting that has one name in Outrider, whatever the flavor. No flavor
 * declares one of these, and who writes one is answered with Outrider's name.
 */
final class OtherNames {
  /** The platform's word and Outrider's. */
  static final Map<String, String> OF_SETTINGS =
      Map.of(
          "role", "execution-role",
          "volume", "disk",
          "tier", "market",
          "spot", "market",
          "mode", "job-type",
          "machine-type", "instance-type",
          "location", "region",
          "cluster-label", "cluster-tag",
          "spark-runtime", "runtime-version",
          "resource-manager", "yarn-endpoint");

  /** How many machines a job has, which is a step's and no operator's. */
  static final String INSTANCE_COUNT = "instance-count";

  private OtherNames() {}

  /** Outrider's name of a setting that a user calls by a platform's word. */
  static Optional<String> of(String word) {
    return Optional.ofNullable(OF_SETTINGS.get(word));
  }
}
