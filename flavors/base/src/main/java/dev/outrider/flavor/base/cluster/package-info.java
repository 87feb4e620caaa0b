// SPDX-License-Identifier: Apache-2.0
/**
 * A cluster for each run: {@link dev.outrider.flavor.base.cluster.ClusterOfRun} makes it once,
 * finds it again and ends it; {@link dev.outrider.flavor.base.cluster.Clusters} is what a platform
 * adds.
 *
 * <pre>
 * String id = cluster.id(key, request, ownership);
 * </pre>
 */
package dev.outrider.flavor.base.cluster;
