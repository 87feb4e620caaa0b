// SPDX-License-Identifier: Apache-2.0
/**
 * The flavor {@code emr}: a step of Outrider's is a step of a cluster of Amazon EMR on EC2, which
 * starts {@code spark-submit} by {@code command-runner.jar}. The name of the step is the attempt's
 * key: EMR has no token that makes one step of two requests, so that nothing is sent twice without
 * a look through all steps of the cluster.
 */
package dev.outrider.flavor.aws.emr;
