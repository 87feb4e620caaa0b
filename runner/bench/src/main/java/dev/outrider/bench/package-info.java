// SPDX-License-Identifier: Apache-2.0
/**
 * Benchmarks: Outrider and an opponent side by side in one run, in turns, at least five rounds.
 * Each prints lines {@code figure NAME VALUE UNIT}, and lines with {@code #} that say how it was
 * taken.
 */
package dev.outrider.bench;
