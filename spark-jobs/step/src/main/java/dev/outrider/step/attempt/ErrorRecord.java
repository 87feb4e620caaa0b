// SPDX-License-Identifier: Apache-2.0
package dev.outrider.step.attempt;

import dev.outrider.step.FailureKind;
import java.util.Objects;

/** Why a launch failed. */
public final class ErrorRecord extends JsonValueObject {

  private final FailureKind kind;
  private final String type;
  private final String message;
  private final String stackTrace;

  /**
   * All parts.
   *
   * @param kind what decides whether it is tried again
   * @param type the class of the exception
   * @param message the exception's message, secrets masked; may be empty
   * @param stackTrace the exception's own stack trace, secrets masked
   */
  public ErrorRecord(FailureKind kind, String type, String message, String stackTrace) {
    this.kind = Objects.requireNonNull(kind, "kind");
    this.type = Objects.requireNonNull(type, "type");
    this.message = Objects.requireNonNull(message, "message");
    this.stackTrace = Objects.requireNonNull(stackTrace, "stackTrace");
  }

  /** What decides whether it is tried again. */
  public FailureKind kind() {
    return kind;
  }

  /** The class of the exception. */
  public String type() {
    return type;
  }

  /** The exception's message, secrets masked; may be empty. */
  public String message() {
    return message;
  }

  /** The exception's own stack trace, secrets masked. */
  public String stackTrace() {
    return stackTrace;
  }
}
