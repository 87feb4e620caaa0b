// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor;

/** The answer to a submission was lost: a job may exist. {@link StepOperator#find} looks for it. */
public final class OutcomeUnknownException extends Exception {
  private static final long serialVersionUID = 1L;

  /**
   * @param message what was asked, and what came instead of an answer
   * @param cause what was thrown; may be null
   */
  public OutcomeUnknownException(String message, Throwable cause) {
    super(message, cause);
  }
}
