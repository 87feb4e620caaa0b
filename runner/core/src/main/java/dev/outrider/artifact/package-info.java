// SPDX-License-Identifier: Apache-2.0
/**
 * Where attempt folders, bundles and outputs are kept: the store of {@code file:}, which is built
 * in.
 */
package dev.outrider.artifact;
