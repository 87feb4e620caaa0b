// SPDX-License-Identifier: Apache-2.0
package dev.outrider.step;

/**
 * The output of a step that gives none, and is run for its effect. Such a step is never taken from
 * the cache.
 */
public enum NoOutput {
  /** The only value. */
  NONE
}
