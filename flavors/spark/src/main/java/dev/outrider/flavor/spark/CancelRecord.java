// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.spark;

import java.time.Instant;

/**
 * That a child was asked to end.
 *
 * @param format 1
 * @param at when first, by this machine's clock
 */
record CancelRecord(int format, Instant at) {}
