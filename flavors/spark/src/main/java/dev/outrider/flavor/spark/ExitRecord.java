// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.spark;

/**
 * How a child ended, as {@code launch.sh} wrote it down.
 *
 * @param format 1
 * @param exitCode 0 to 255; 128 and the signal's number where a signal ended it
 */
record ExitRecord(int format, int exitCode) {}
