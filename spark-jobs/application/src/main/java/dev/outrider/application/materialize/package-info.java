// SPDX-License-Identifier: Apache-2.0
/**
 * Inputs as values, and values as outputs: {@link dev.outrider.application.materialize.Artifacts}
 * picks the form by the declared type.
 */
package dev.outrider.application.materialize;
