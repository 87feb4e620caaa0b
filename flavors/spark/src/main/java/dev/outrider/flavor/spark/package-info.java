// SPDX-License-Identifier: Apache-2.0
/**
 * The flavors {@code local} and {@code spark}: a step is a child of this machine, started by {@code
 * launch.sh} in a process group of its own. Whatever is known of a child is in its work folder, so
 * a restarted orchestrator knows as much as the one that has started it. In deploy-mode cluster of
 * {@code spark} it is a driver on a worker, and what is known of it the cluster's master knows.
 */
package dev.outrider.flavor.spark;
