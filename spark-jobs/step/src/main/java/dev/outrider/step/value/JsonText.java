// SPDX-License-Identifier: Apache-2.0
package dev.outrider.step.value;

import java.util.Objects;

/**
 * A piece of JSON kept as text, for the parts of a document whose type only the reader knows: a
 * step's parameters, a constant input, a dataset's schema. Two are equal when their texts are.
 */
public final class JsonText {

  private final String text;

  /**
   * @param text one JSON value, not null
   * @throws JsonFormException when the text is no JSON
   */
  public JsonText(String text) {
    this.text = JsonForm.compact(Objects.requireNonNull(text, "text"));
  }

  /** The JSON, without white space outside of strings. */
  public String text() {
    return text;
  }

  /**
   * Reads this text as a value of a type.
   *
   * @throws JsonFormException when it does not fit
   */
  public <T> T as(Class<T> type, String path) {
    return type.cast(JsonForm.read(text, type, path));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof JsonText && ((JsonText) other).text.equals(text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return text;
  }
}
