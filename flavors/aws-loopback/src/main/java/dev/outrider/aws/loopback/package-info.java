// SPDX-License-Identifier: Apache-2.0
/**
 * Services of AWS on this machine, for tests and rehearsals without an account: {@link
 * dev.outrider.aws.loopback.LoopbackEmr}, and {@link dev.outrider.aws.loopback.LoopbackSts} for
 * roles; a {@link dev.outrider.aws.loopback.LoopbackAccount} is who may ask both. A further service
 * that speaks JSON is its model and its {@link dev.outrider.aws.loopback.ServiceOperations}, in a
 * {@link dev.outrider.aws.loopback.JsonService}. They accept what the vendor's own model and
 * reference accept, and refuse the rest in the service's own words.
 *
 * <pre>{@code
 * try (var emr = new LoopbackEmr("eu-west-1", "AKIA", "secret", backEnd, faults, clock)) {
 *   String cluster = emr.addCluster("nightly", "emr-7.9.0", 4);
 *   EmrClient.builder().endpointOverride(emr.address())...
 * }
 * }</pre>
 */
package dev.outrider.aws.loopback;
