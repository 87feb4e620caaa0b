// SPDX-License-Identifier: Apache-2.0
package dev.outrider.step.attempt;

import dev.outrider.step.value.JsonForm;
import dev.outrider.step.value.JsonFormException;
import dev.outrider.step.value.JsonText;
import java.util.Optional;

/**
 * Reads and writes the documents of an attempt. Readers pass over members that they do not know,
 * and refuse a newer format by name. The JSON Schemas lie beside this class: {@code
 * attempt-context.schema.json} and so on.
 */
public final class Formats {

  /** The format that this version writes, and the newest that it reads. */
  public static final int CURRENT = 1;

  private Formats() {}

  /**
   * Reads a document.
   *
   * @param json the document's text
   * @param type the class of the document, for example {@link Result}
   * @param what names the document in messages, for example its URI
   * @throws JsonFormException when the text is not JSON, has no format, has a newer one than {@link
   *     #CURRENT}, or lacks a required member
   */
  public static <T> T read(String json, Class<T> type, String what) {
    Optional<JsonText> format = JsonForm.member(json, "format", what);
    if (!format.isPresent()) {
      throw new JsonFormException(what, "has no 'format': it was not written by Outrider.");
    }
    int written = format.get().as(Integer.class, what + ".format");
    if (written < 1) {
      throw new JsonFormException(what, "has format " + written + ", which never was.");
    }
    if (written > CURRENT) {
      throw new JsonFormException(
          what,
          "has format "
              + written
              + ", but this version of Outrider reads formats up to "
              + CURRENT
              + ". Use the version that wrote it, or a newer one.");
    }
    return type.cast(JsonForm.readTolerantly(json, type, what));
  }

  /** Writes a document for people and machines: several lines, ended by a newline. */
  public static String write(Object document) {
    return JsonForm.writePretty(document, document.getClass(), document.getClass().getSimpleName());
  }

  /** Writes a document as one line without its end, for {@code events/*.jsonl}. */
  public static String writeLine(Object document) {
    return JsonForm.write(document, document.getClass(), document.getClass().getSimpleName());
  }
}
