// SPDX-License-Identifier: Apache-2.0
package dev.outrider.application;

/**
 * What was asked for cannot be run: a command line, a context, an input. The message says what to
 * do.
 */
final class BadInputException extends Exception {
  private static final long serialVersionUID = 1L;

  BadInputException(String message) {
    super(message);
  }

  BadInputException(String message, Throwable cause) {
    super(message, cause);
  }
}
