// SPDX-License-Identifier: Apache-2.0
package dev.outrider.step.attempt;

import dev.outrider.step.FailureKind;
import dev.outrider.step.text.TextLimit;
import dev.outrider.step.text.TraceText;
import java.util.Objects;

/** Why a launch failed. Texts are kept within their {@link TextLimit}. */
public final class ErrorRecord extends JsonValueObject {

  private final FailureKind kind;
  private final String type;
  private final String message;
  private final String stackTrace;

  /**
   * All parts.
   *
   * @param kind what decides whether it is tried again
   * @param type the class of the exception; at most 200 characters are kept
   * @param message the exception's message, secrets masked; may be empty; at most 2,000 characters
   *     are kept
   * @param stackTrace the exception's own stack trace, secrets masked; frames that repeat are kept
   *     once, and at most 32 KiB
   */
  public ErrorRecord(FailureKind kind, String type, String message, String stackTrace) {
    this.kind = Objects.requireNonNull(kind, "kind");
    this.type = TextLimit.PROGRESS.cut(type);
    this.message = TextLimit.MESSAGE.cut(message);
    this.stackTrace = TraceText.kept(stackTrace);
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
