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
      Map.ofEntries(
          Map.entry("role", "execution-role"),
          Map.entry("identity", "managed-identity"),
          Map.entry("volume", "disk"),
          Map.entry("boot-disk", "disk"),
          Map.entry("tier", "market"),
          Map.entry("spot", "market"),
          Map.entry("maximum-wait", "spot-timeout"),
          Map.entry("mode", "job-type"),
          Map.entry("machine-type", "instance-type"),
          Map.entry("size", "instance-type"),
          Map.entry("maximum-cpu", "maximum-cores"),
          Map.entry("warm-pool", "keep-warm"),
          Map.entry("location", "region"),
          Map.entry("cluster-label", "cluster-tag"),
          Map.entry("spark-runtime", "runtime-version"),
          Map.entry("resource-manager", "yarn-endpoint"));

  /** How many machines a job has, which is a step's and no operator's. */
  static final String INSTANCE_COUNT = "instance-count";

  private OtherNames() {}

  /** Outrider's name of a setting that a user calls by a platform's word. */
  static Optional<String> of(String word) {
    return Optional.ofNullable(OF_SETTINGS.get(word));
  }
}
