// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.aws.emr;

import java.util.Arrays;
import java.util.Locale;

/** On what terms EC2 gives the workers of a cluster; the primary node is always on demand. */
enum WorkerMarket {
  /** At the full price, until they are given back. */
  ON_DEMAND,
  /** Spare machines, which EC2 takes back at any time; the cluster ends where there are none. */
  SPOT,
  /** Spare machines, and on demand what is missing of them when the cluster starts. */
  SPOT_OR_ON_DEMAND;

  /** As it is set: {@code on-demand}. */
  String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The one that is set by a text. */
  static WorkerMarket of(String id) {
    return Arrays.stream(values()).filter(each -> each.id().equals(id)).findFirst().orElseThrow();
  }

  /** What can be set. */
  static String[] ids() {
    return Arrays.stream(values()).map(WorkerMarket::id).toArray(String[]::new);
  }
}
