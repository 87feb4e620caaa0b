// SPDX-License-Identifier: Apache-2.0
package dev.outrider.ledger;

/** The run store cannot be used. The message names its file and what to do. */
public final class RunStoreException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message a full sentence
   * @param cause what was thrown; null where nothing was
   */
  public RunStoreException(String message, Throwable cause) {
    super(message, cause);
  }
}
