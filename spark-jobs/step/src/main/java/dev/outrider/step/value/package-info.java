// SPDX-License-Identifier: Apache-2.0
/**
 * Steps and values as named parts, and as JSON.
 *
 * <p>A step's parameters, plain inputs and plain outputs cross machines and Java versions as JSON,
 * never as serialized objects. {@link dev.outrider.step.value.JsonForm} says what has a JSON form,
 * {@link dev.outrider.step.value.Parts} what a composite value consists of, {@link
 * dev.outrider.step.value.StepSignature} what a step class takes and gives.
 */
package dev.outrider.step.value;
