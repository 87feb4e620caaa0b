// SPDX-License-Identifier: Apache-2.0
package dev.outrider.bundle;

/** What is wrong with one entry of a class path; the message is a whole sentence for the user. */
final class EntryProblem extends Exception {

  private static final long serialVersionUID = 1;

  EntryProblem(String message) {
    super(message);
  }

  EntryProblem(String message, Throwable cause) {
    super(message, cause);
  }
}
