// SPDX-License-Identifier: Apache-2.0
package dev.outrider.step;

/** A secret that a step asked for is not configured, or its source has no value. */
public final class MissingSecretException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String name;

  /**
   * @param name the secret's name
   * @param message what was looked up where, and the key to set; never a secret's value
   */
  public MissingSecretException(String name, String message) {
    super(message);
    this.name = name;
  }

  /** The secret's name, as the step asked for it. */
  public String name() {
    return name;
  }
}
