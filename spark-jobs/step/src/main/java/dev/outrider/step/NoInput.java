// SPDX-License-Identifier: Apache-2.0
package dev.outrider.step;

/** The input of a step that takes none. */
public enum NoInput {
  /** The only value. */
  NONE
}
