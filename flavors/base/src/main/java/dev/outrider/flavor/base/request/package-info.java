// SPDX-License-Identifier: Apache-2.0
/**
 * What a submission becomes in the words of Spark, and how an operator refuses one: {@link
 * dev.outrider.flavor.base.request.SparkConf} is the conf of a step, {@link
 * dev.outrider.flavor.base.request.Refusals} the words of a refusal.
 *
 * <pre>
 * SparkConf.of(submission, flavor, operatorConf, refusals)
 *     .only("spark.master", "yarn", "but steps run on YARN")
 *     .withoutSecrets("every user of the platform")
 *     .resources(ExecutorCount.INSTANCES)
 *     .labels();
 * </pre>
 */
package dev.outrider.flavor.base.request;
