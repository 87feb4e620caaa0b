// SPDX-License-Identifier: Apache-2.0
package dev.outrider.aws.loopback;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonArray;
import com.eclipsesource.json.JsonObject;
import com.eclipsesource.json.JsonValue;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;

/**
 * A request of AWS's query protocol: a form whose names are paths, as in {@code
 * Tags.member.1.Key=team}. Only the model says what of it is a number, a list or a text.
 *
 * @param form the values by their names
 */
record QueryRequest(Map<String, String> form) {

  /**
   * Reads a body.
   *
   * @throws ServiceException when it is no form, or has a name twice
   */
  static QueryRequest of(String body) throws ServiceException {
    Map<String, String> form = new LinkedHashMap<>();
    for (String pair : body.isEmpty() ? new String[0] : body.split("&")) {
      String[] words = pair.split("=", 2);
      String value = words.length < 2 ? "" : decoded(words[1]);
      if (form.put(decoded(words[0]), value) != null) {
        throw ServiceException.refused(
            "SerializationException", "'" + decoded(words[0]) + "' is there twice.");
      }
    }
    return new QueryRequest(form);
  }

  private static String decoded(String text) throws ServiceException {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw ServiceException.refused("SerializationException", "The request is no form.");
    }
  }

  /** A value; empty text where it is not there. */
  String value(String name) {
    return form.getOrDefault(name, "");
  }

  /**
   * What an operation is given, in the shapes of the model, which can judge it then.
   *
   * @param operation one that the model has
   * @throws ServiceException when a name is none of the operation's
   */
  JsonObject input(ServiceModel model, String operation) throws ServiceException {
    TreeSet<String> left = new TreeSet<>(form.keySet());
    left.remove("Action");
    left.remove("Version");
    JsonObject input =
        model.input(operation).isEmpty()
            ? new JsonObject()
            : structure(model, model.input(operation).get(), "", left);
    if (!left.isEmpty()) {
      throw ServiceException.validation(
          "1 validation error detected: Value at '"
              + left.first()
              + "' failed to satisfy constraint: Member is not known");
    }
    return input;
  }

  private JsonObject structure(
      ServiceModel model, JsonObject shape, String prefix, TreeSet<String> left)
      throws ServiceException {
    JsonObject structure = new JsonObject();
    for (JsonObject.Member each : shape.get("members").asObject()) {
      String path = prefix + each.getName();
      if (hasAny(path)) {
        String type = each.getValue().asObject().getString("shape", "");
        structure.add(each.getName(), member(model, model.shape(type), path, left));
      }
    }
    return structure;
  }

  private JsonValue member(ServiceModel model, JsonObject shape, String path, TreeSet<String> left)
      throws ServiceException {
    switch (shape.getString("type", "")) {
      case "structure":
        return structure(model, shape, path + ".", left);
      case "list":
        JsonObject element = model.shape(shape.get("member").asObject().getString("shape", ""));
        JsonArray list = new JsonArray();
        for (int i = 1; hasAny(path + ".member." + i); i++) {
          list.add(member(model, element, path + ".member." + i, left));
        }
        return list;
      case "integer", "boolean":
        left.remove(path);
        String text = value(path);
        if (!text.matches("-?[0-9]{1,18}|true|false")) {
          throw ServiceException.refused(
              "SerializationException", "'" + path + "' is '" + text + "'.");
        }
        return Json.parse(text);
      default:
        left.remove(path);
        return Json.value(value(path));
    }
  }

  private boolean hasAny(String path) {
    return form.keySet().stream()
        .anyMatch(name -> name.equals(path) || name.startsWith(path + "."));
  }
}
