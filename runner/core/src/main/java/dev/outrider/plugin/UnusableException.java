// SPDX-License-Identifier: Apache-2.0
package dev.outrider.plugin;

/** A plugin jar cannot be used. */
final class UnusableException extends Exception {
  private static final long serialVersionUID = 1L;

  /**
   * @param reason what is wrong with the jar, and what to do: the end of a sentence that begins
   *     with the jar, without a full stop
   */
  UnusableException(String reason) {
    super(reason);
  }
}
