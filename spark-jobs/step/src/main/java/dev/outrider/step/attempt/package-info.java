// SPDX-License-Identifier: Apache-2.0
/**
 * The files of an attempt, by which an orchestrator and a step that runs elsewhere understand each
 * other: what is in them ({@link dev.outrider.step.attempt.AttemptContext}, {@link
 * dev.outrider.step.attempt.Result}), how they are named ({@link
 * dev.outrider.step.attempt.AttemptLayout}) and read ({@link dev.outrider.step.attempt.Formats}).
 *
 * <pre>{@code
 * Result result = Formats.read(text, Result.class, uri.toString());
 * }</pre>
 */
package dev.outrider.step.attempt;
