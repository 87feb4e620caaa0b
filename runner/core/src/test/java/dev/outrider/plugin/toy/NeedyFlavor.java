// SPDX-License-Identifier: Apache-2.0
package dev.outrider.plugin.toy;

import dev.outrider.flavor.FlavorInfo;

/** A flavor that needs its SDK when its class is initialized. */
public final class NeedyFlavor extends ToyFlavor {
  private static final String SDK = ToySdk.name();

  @Override
  public FlavorInfo info() {
    return info(SDK.isEmpty() ? "nobody" : "needy");
  }
}
