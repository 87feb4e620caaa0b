// SPDX-License-Identifier: Apache-2.0
package dev.outrider.step.value;

/**
 * A value or type has no JSON form, or a JSON text does not fit its type. The message starts with
 * the path to the place, for example {@code step 'clean'.maxDelayMinutes}.
 */
public final class JsonFormException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  /**
   * @param path where, for example {@code step 'clean'.maxDelayMinutes}
   * @param problem what is wrong there, and what to do instead; completes a sentence that begins
   *     with the path
   */
  public JsonFormException(String path, String problem) {
    super(path + " " + problem);
  }

  JsonFormException(String path, String problem, Throwable cause) {
    super(path + " " + problem, cause);
  }
}
