// SPDX-License-Identifier: Apache-2.0
package dev.outrider.cli;

import dev.outrider.step.value.JsonForm;
import dev.outrider.step.value.JsonText;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;

/** A dataset's schema as Spark's {@code printSchema} shows it. */
final class SchemaText {
  private static final String EDGE = " |";
  private static final String INDENT = "    |";
  private static final Type LIST = ParsedList.class.getRecordComponents()[0].getGenericType();

  private final List<String> lines = new ArrayList<>();

  private SchemaText() {}

  /** A line for each column, and for each part of a nested one. */
  static List<String> lines(JsonText schema) {
    SchemaText text = new SchemaText();
    text.fields(schema, EDGE);
    return text.lines;
  }

  private void fields(JsonText struct, String edge) {
    for (JsonText field : list(struct, "fields")) {
      JsonText type = member(field, "type");
      line(edge, word(field, "name"), type, "nullable", word(field, "nullable"));
    }
  }

  private void line(String edge, String title, JsonText type, String nulls, String may) {
    lines.add(edge + "-- " + title + ": " + name(type) + " (" + nulls + " = " + may + ")");
    String inner = edge + INDENT;
    switch (name(type)) {
      case "struct" -> fields(type, inner);
      case "array" ->
          line(
              inner,
              "element",
              member(type, "elementType"),
              "containsNull",
              word(type, "containsNull"));
      case "map" -> {
        line(inner, "key", member(type, "keyType"), "nullable", "false");
        line(
            inner,
            "value",
            member(type, "valueType"),
            "valueContainsNull",
            word(type, "valueContainsNull"));
      }
      default -> {}
    }
  }

  /** A simple type is its name, another one an object that names its kind. */
  private static String name(JsonText type) {
    return type.text().startsWith("\"") ? type.as(String.class, "type") : word(type, "type");
  }

  private static String word(JsonText object, String name) {
    JsonText value = member(object, name);
    return value.text().startsWith("\"") ? value.as(String.class, name) : value.text();
  }

  private static JsonText member(JsonText object, String name) {
    return JsonForm.member(object.text(), name, "schema").orElse(new JsonText("\"?\""));
  }

  @SuppressWarnings("unchecked") // the type says so
  private static List<JsonText> list(JsonText object, String name) {
    return JsonForm.member(object.text(), name, "schema")
        .map(list -> (List<JsonText>) JsonForm.read(list.text(), LIST, "schema"))
        .orElse(List.of());
  }

  /** Has the type of a list of pieces of JSON. */
  private record ParsedList(List<JsonText> parts) {}
}
