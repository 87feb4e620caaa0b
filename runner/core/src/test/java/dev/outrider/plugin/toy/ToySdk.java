// SPDX-License-Identifier: Apache-2.0
package dev.outrider.plugin.toy;

/** Stands for the SDK that a flavor needs; packed into a jar of its own. */
final class ToySdk {
  private ToySdk() {}

  static String name() {
    return "toys of " + ToySdk.class.getClassLoader().getClass().getSimpleName();
  }
}
