// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor;

import java.util.Locale;

/** Where the driver of a step runs, in Spark's own words. */
public enum DeployMode {
  /** On the machine that runs Outrider. */
  CLIENT,
  /** On the platform. */
  CLUSTER;

  /** The name in descriptors and properties: {@code cluster}. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
