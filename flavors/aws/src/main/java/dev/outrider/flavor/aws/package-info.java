// SPDX-License-Identifier: Apache-2.0
/**
 * What is reached at AWS has in common: {@link dev.outrider.flavor.aws.AwsClients} asks as the
 * settings say, {@link dev.outrider.flavor.aws.AwsErrors} tells why a call was not answered, and
 * {@link dev.outrider.flavor.aws.CallerCheck} who asks. Knows no flavor and no store.
 *
 * <pre>
 * EmrClient emr = new AwsClients(settings, environment, "step-operator.emr.").emr();
 * </pre>
 */
package dev.outrider.flavor.aws;
