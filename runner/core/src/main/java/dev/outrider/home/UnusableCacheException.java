// SPDX-License-Identifier: Apache-2.0
package dev.outrider.home;

/** The cache is not this user's alone. The message is a sentence, with the command that helps. */
public final class UnusableCacheException extends RuntimeException {
  private static final long serialVersionUID = 1;

  UnusableCacheException(String message) {
    super(message);
  }
}
