// SPDX-License-Identifier: Apache-2.0
package dev.outrider.plan;

/** A class file that is there but cannot be read. The message is a sentence that names it. */
final class UnreadableClassException extends RuntimeException {
  private static final long serialVersionUID = 1;

  UnreadableClassException(String className, Exception cause) {
    super(
        "Class " + className + " is in no class file that Java 17 can read; build it again.",
        cause);
  }
}
