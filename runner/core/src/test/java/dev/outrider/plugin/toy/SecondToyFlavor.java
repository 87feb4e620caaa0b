// SPDX-License-Identifier: Apache-2.0
package dev.outrider.plugin.toy;

import dev.outrider.flavor.FlavorInfo;

/** A second flavor of the same plugin. */
public final class SecondToyFlavor extends ToyFlavor {
  @Override
  public FlavorInfo info() {
    return info("second-toy");
  }
}
