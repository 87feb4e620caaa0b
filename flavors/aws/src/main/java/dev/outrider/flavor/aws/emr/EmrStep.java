// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.aws.emr;

import java.util.Optional;

/**
 * A step that EMR has.
 *
 * @param handle names it
 * @param request the hash among its arguments; empty for a step of an earlier version
 */
record EmrStep(EmrHandle handle, Optional<String> request) {}
