// SPDX-License-Identifier: Apache-2.0
package dev.outrider.plugin.toy;

import dev.outrider.flavor.FlavorInfo;

/** A flavor that needs its SDK when it is made. */
public final class NeedyFlavor extends ToyFlavor {
  private final String sdk = ToySdk.name();

  @Override
  public FlavorInfo info() {
    return info(sdk.isEmpty() ? "nobody" : "needy");
  }
}
