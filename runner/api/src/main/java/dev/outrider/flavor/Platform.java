// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor;

import java.util.Objects;

/**
 * What a platform runs steps with. Bundles are made for it, and refused where they cannot run.
 *
 * @param sparkLine Spark's version and its Scala line: {@code 3.5.5_2.12}
 * @param java the major version of its Java: 17
 */
public record Platform(String sparkLine, int java) {
  public Platform {
    Objects.requireNonNull(sparkLine, "sparkLine");
  }
}
