// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

/** A promise of the orchestrator is broken. */
final class Violation extends Error {
  private static final long serialVersionUID = 1L;

  Violation(String message) {
    super(message);
  }
}
