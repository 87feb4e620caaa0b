// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor;

import java.util.Objects;

/**
 * Something that a step asks for and a flavor cannot give.
 *
 * @param resource its key below {@code step.STEP.resources.}: {@code gpu-type}
 * @param reason what is asked for, and what can be had: {@code 2 GPUs, but it has none}
 */
public record Unsupported(String resource, String reason) {
  public Unsupported {
    Objects.requireNonNull(resource, "resource");
    Objects.requireNonNull(reason, "reason");
  }
}
