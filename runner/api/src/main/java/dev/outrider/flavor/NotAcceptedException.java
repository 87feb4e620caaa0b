// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor;

import dev.outrider.step.FailureKind;
import java.util.Objects;

/** The platform refused a submission: surely there is no job. */
public final class NotAcceptedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final FailureKind kind;

  /**
   * @param kind decides whether it is tried again
   * @param message what was refused and why, and what to do
   */
  public NotAcceptedException(FailureKind kind, String message) {
    super(message);
    this.kind = Objects.requireNonNull(kind, "kind");
  }

  /** Decides whether it is tried again. */
  public FailureKind kind() {
    return kind;
  }
}
