// SPDX-License-Identifier: Apache-2.0
/**
 * A driver that is no Spark: it speaks the format of the attempt folder, and does what its step's
 * parameters tell it. For tests whose subject is the protocol.
 */
package dev.outrider.testkit.stub;
