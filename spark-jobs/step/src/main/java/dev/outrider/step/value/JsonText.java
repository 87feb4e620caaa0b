// SPDX-License-Identifier: Apache-2.0
package dev.outrider.step.value;

import java.lang.reflect.Type;
import java.util.Objects;

/**
 * A piece of JSON kept as text, for the parts of a document whose type only the reader knows: a
 * step's parameters, a constant input, a dataset's schema. Two are equal when their texts are.
 */
public final class JsonText {

  private final String text;

  /**
   * @param text one JSON value, not null
   * @throws JsonFormException when the text is not JSON
   */
  public JsonText(String text) {
    this(Objects.requireNonNull(text, "text"), false);
  }

  private JsonText(String text, boolean compact) {
    this.text = compact ? text : JsonForm.compact(text);
  }

  /**
   * The JSON of a value; cheaper than to write it and to read the text again.
   *
   * @param type the value's declared type, with type arguments
   * @param path names the place in messages
   * @throws JsonFormException when the value, or a part of it, has no JSON form
   */
  public static JsonText of(Object value, Type type, String path) {
    return new JsonText(JsonForm.write(value, type, path), true);
  }

  /**
   * JSON that was written down from here. It is not read again: most of it is only passed on.
   *
   * @param text what {@link #text} gave
   */
  public static JsonText stored(String text) {
    return new JsonText(Objects.requireNonNull(text, "text"), true);
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
