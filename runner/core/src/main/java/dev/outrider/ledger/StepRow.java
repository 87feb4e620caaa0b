// SPDX-License-Identifier: Apache-2.0
package dev.outrider.ledger;

import dev.outrider.step.value.JsonText;

/**
 * What is written down of a step of a run.
 *
 * @param step the step's name
 * @param state the orchestrator's own form of its state
 */
public record StepRow(String step, JsonText state) {}
