// SPDX-License-Identifier: Apache-2.0
package dev.outrider.application.steps;

/** Is no step. */
public record NoStep(int x) {}
