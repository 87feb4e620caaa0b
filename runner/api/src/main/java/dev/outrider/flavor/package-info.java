// SPDX-License-Identifier: Apache-2.0
/**
 * What the author of a flavor sees. A {@link dev.outrider.flavor.Flavor} is a kind of step
 * operator; a {@link dev.outrider.flavor.StepOperator} submits steps to one platform and follows
 * them.
 *
 * <p>Who calls what: each run opens an operator once for each name in the configuration and calls
 * it from several threads at once. {@code render} is pure and is called when a run is planned and
 * before each {@code submit}; {@code status} is called by the one poller of the process, for the
 * jobs of all runs whose operator has the same name, flavor and settings, through the instance of
 * any of them. Every call may be made again after a crash, with the same arguments.
 */
package dev.outrider.flavor;
