// SPDX-License-Identifier: Apache-2.0
/**
 * The orchestrator. {@link dev.outrider.run.RunCore} decides, purely: (state, event) to (new state,
 * effects). {@link dev.outrider.run.RunLoop} writes each new state down before its effects, has the
 * effects done by others, and feeds what comes of them back as events.
 */
package dev.outrider.run;
