// SPDX-License-Identifier: Apache-2.0
package dev.outrider.testkit;

import java.util.List;
import java.util.Optional;

/**
 * Which subject a contract's test class builds. {@link VariantParameter} gives it to the
 * constructor.
 *
 * @param name of the broken variant; empty for the subject that keeps every promise, which is what
 *     a test class gets when it is run as any other
 */
record Variant(Optional<String> name) {

  /**
   * The constant that is meant; empty for the unbroken subject.
   *
   * @throws IllegalArgumentException when there is none of this name
   */
  <B extends BrokenVariant> Optional<B> of(B[] variants) {
    return name.map(
        each ->
            List.of(variants).stream()
                .filter(variant -> variant.variant().equals(each))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("No variant '" + each + "'.")));
  }
}
