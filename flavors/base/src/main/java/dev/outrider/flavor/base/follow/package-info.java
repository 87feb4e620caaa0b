// SPDX-License-Identifier: Apache-2.0
/**
 * What following jobs takes on every platform: {@link dev.outrider.flavor.base.follow.HandleForm}
 * writes and reads the handles of a flavor, {@link dev.outrider.flavor.base.follow.Pages} reads a
 * list to its end, {@link dev.outrider.flavor.base.follow.MissingJobs} knows when a job is lost,
 * {@link dev.outrider.flavor.base.follow.StepExit} what the exit code of its driver means.
 *
 * <pre>
 * List&lt;Step&gt; steps = Pages.all("the steps of " + cluster, from -&gt; page(cluster, from));
 * </pre>
 */
package dev.outrider.flavor.base.follow;
