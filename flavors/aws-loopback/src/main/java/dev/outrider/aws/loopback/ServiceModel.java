// SPDX-License-Identifier: Apache-2.0
package dev.outrider.aws.loopback;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonArray;
import com.eclipsesource.json.JsonObject;
import com.eclipsesource.json.JsonValue;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The vendor's own description of a service: its operations, and the shapes of what they are given.
 * Immutable.
 */
final class ServiceModel {
  private static final String EMR = "/models/elasticmapreduce-2009-03-31-model.json";
  private static final String STS = "/models/sts-2011-06-15-model.json";

  private final JsonObject metadata;
  private final JsonObject operations;
  private final JsonObject shapes;

  private ServiceModel(JsonObject model) {
    metadata = model.get("metadata").asObject();
    operations = model.get("operations").asObject();
    shapes = model.get("shapes").asObject();
  }

  /**
   * That of EMR, as AWS publishes it.
   *
   * @throws IOException when it cannot be read
   */
  static ServiceModel emr() throws IOException {
    return read(EMR);
  }

  /**
   * That of STS, as AWS publishes it.
   *
   * @throws IOException when it cannot be read
   */
  static ServiceModel sts() throws IOException {
    return read(STS);
  }

  /**
   * One of AWS's models.
   *
   * @param model its path on the class path, as in {@code aws-java-sdk-models}
   * @throws IOException when it cannot be read
   */
  static ServiceModel read(String model) throws IOException {
    try (InputStream in = ServiceModel.class.getResourceAsStream(model)) {
      if (in == null) {
        throw new IOException(
            "The model " + model + " is not on the class path: build this module.");
      }
      Reader text = new InputStreamReader(in, StandardCharsets.UTF_8);
      return new ServiceModel(Json.parse(text).asObject());
    }
  }

  /** The service as its users call it. */
  String name() {
    return metadata.getString("serviceAbbreviation", metadata.getString("serviceFullName", ""));
  }

  /** {@code json}, {@code rest-json} or {@code query}. */
  String protocol() {
    return metadata.getString("protocol", "");
  }

  /** What an operation's name follows in the header {@code X-Amz-Target}. */
  String targetPrefix() {
    return metadata.getString("targetPrefix", "");
  }

  /** What signatures, and the actions of policies, call the service. */
  String signingName() {
    return metadata.getString("signingName", metadata.getString("endpointPrefix", ""));
  }

  /** The names of all operations. */
  List<String> operations() {
    return operations.names();
  }

  boolean has(String operation) {
    return operations.get(operation) != null;
  }

  /**
   * The shape of what an operation that the model has is given; empty where it is given nothing.
   */
  Optional<JsonObject> input(String operation) {
    return shapeOf(operation, "input").map(this::shape);
  }

  /** The shape of what an operation answers; empty where it answers nothing. */
  Optional<JsonObject> output(String operation) {
    return shapeOf(operation, "output").map(this::shape);
  }

  private Optional<String> shapeOf(String operation, String side) {
    return Optional.ofNullable(operations.get(operation).asObject().get(side))
        .map(shape -> shape.asObject().getString("shape", ""));
  }

  /** An operation's {@code method}, {@code requestUri} and {@code responseCode}. */
  JsonObject http(String operation) {
    return operations.get(operation).asObject().get("http").asObject();
  }

  /** The status of HTTP that the model gives to an error; empty where it gives none. */
  Optional<Integer> status(String error) {
    return Optional.ofNullable(shapes.get(error))
        .map(shape -> shape.asObject().get("error"))
        .map(known -> known.asObject().getInt("httpStatusCode", 400));
  }

  /** A shape by its name. */
  JsonObject shape(String name) {
    return shapes.get(name).asObject();
  }

  /** What the service calls a failure of its own in an operation's answer. */
  String internalError(String operation) {
    JsonValue known = operations.get(operation);
    if (known != null && known.asObject().get("errors") != null) {
      for (JsonValue each : known.asObject().get("errors").asArray()) {
        String name = each.asObject().getString("shape", "");
        if (name.startsWith("Internal")) {
          return name;
        }
      }
    }
    return "InternalServerException";
  }

  /**
   * Judges a request: its types, what must be there, the lengths of lists and texts, the limits of
   * numbers, patterns and enumerations. A member that is {@code null} is one that is not there.
   *
   * @param operation one that the model has
   * @throws ServiceException with the path of what is wrong, as in {@code Steps[0].Name}
   */
  void check(String operation, JsonValue request) throws ServiceException {
    Optional<String> input = shapeOf(operation, "input");
    if (input.isPresent()) {
      check(input.get(), request, "");
    }
  }

  /**
   * Judges an answer as {@link #check} judges a request.
   *
   * @throws IllegalStateException when the service would not answer that
   */
  void checkAnswer(String operation, JsonObject answer) {
    try {
      Optional<String> output = shapeOf(operation, "output");
      if (output.isPresent()) {
        check(output.get(), answer, "");
      } else if (!answer.isEmpty()) {
        throw ServiceException.validation("The operation has no output.");
      }
    } catch (ServiceException e) {
      throw new IllegalStateException(
          "The answer of " + operation + " is not valid by the model: " + e.getMessage(), e);
    }
  }

  private void check(String name, JsonValue value, String path) throws ServiceException {
    JsonObject shape = shapes.get(name).asObject();
    String type = shape.getString("type", "");
    switch (type) {
      case "structure" -> structure(shape, value, path);
      case "list" -> {
        expect(value.isArray(), "a list", path);
        JsonArray list = value.asArray();
        size(shape, list.size(), path, list.toString());
        String member = shape.get("member").asObject().getString("shape", "");
        for (int i = 0; i < list.size(); i++) {
          check(member, list.get(i), path + "[" + i + "]");
        }
      }
      case "map" -> {
        expect(value.isObject(), "a map", path);
        size(shape, value.asObject().size(), path, value.toString());
        for (JsonObject.Member each : value.asObject()) {
          String at = path + "." + each.getName();
          check(shape.get("key").asObject().getString("shape", ""), Json.value(each.getName()), at);
          check(shape.get("value").asObject().getString("shape", ""), each.getValue(), at);
        }
      }
      case "string" -> {
        expect(value.isString(), "a text", path);
        text(shape, value.asString(), path);
      }
      case "boolean" -> expect(value.isBoolean(), "true or false", path);
      case "integer", "long" -> {
        expect(
            value.isNumber() && value.toString().matches("-?[0-9]{1,18}"), "a whole number", path);
        number(shape, value, path);
      }
      case "float", "double" -> {
        expect(value.isNumber(), "a number", path);
        number(shape, value, path);
      }
      case "timestamp" -> expect(value.isNumber(), "a number of seconds", path);
      default -> throw new IllegalStateException("The model has a shape of type '" + type + "'.");
    }
  }

  private void structure(JsonObject shape, JsonValue value, String path) throws ServiceException {
    expect(value.isObject(), "a structure", path);
    JsonObject given = value.asObject();
    JsonObject members = shape.get("members").asObject();
    JsonValue required = shape.get("required");
    if (required != null) {
      for (JsonValue each : required.asArray()) {
        JsonValue present = given.get(each.asString());
        if (present == null || present.isNull()) {
          throw constraint("null", below(path, each.asString()), "Member must not be null");
        }
      }
    }
    long count = given.names().stream().filter(name -> !given.get(name).isNull()).count();
    if (shape.getBoolean("union", false) && count != 1) {
      throw constraint(value.toString(), path, "Exactly one member of the union must be set");
    }
    for (JsonObject.Member each : given) {
      String at = below(path, each.getName());
      JsonValue member = members.get(each.getName());
      if (member == null) {
        throw constraint(each.getValue().toString(), at, "Member is not known");
      }
      if (!each.getValue().isNull()) {
        check(member.asObject().getString("shape", ""), each.getValue(), at);
      }
    }
  }

  private static void text(JsonObject shape, String text, String path) throws ServiceException {
    JsonValue words = shape.get("enum");
    if (words != null && !words.asArray().values().contains(Json.value(text))) {
      throw constraint(
          text, path, "Member must satisfy enum value set: " + words.asArray().values());
    }
    size(shape, text.codePointCount(0, text.length()), path, text);
    String pattern = shape.getString("pattern", null);
    if (pattern != null && !Pattern.matches(pattern, text)) {
      throw constraint(text, path, "Member must satisfy regular expression pattern: " + pattern);
    }
  }

  private static void size(JsonObject shape, int size, String path, String value)
      throws ServiceException {
    JsonValue least = shape.get("min");
    JsonValue most = shape.get("max");
    if (least != null && size < least.asLong()) {
      throw constraint(value, path, "Member must have length greater than or equal to " + least);
    }
    if (most != null && size > most.asLong()) {
      throw constraint(value, path, "Member must have length less than or equal to " + most);
    }
  }

  private static void number(JsonObject shape, JsonValue value, String path)
      throws ServiceException {
    JsonValue least = shape.get("min");
    JsonValue most = shape.get("max");
    if (least != null && value.asDouble() < least.asDouble()) {
      throw constraint(
          value.toString(), path, "Member must have value greater than or equal to " + least);
    }
    if (most != null && value.asDouble() > most.asDouble()) {
      throw constraint(
          value.toString(), path, "Member must have value less than or equal to " + most);
    }
  }

  private static String below(String path, String member) {
    return path.isEmpty() ? member : path + "." + member;
  }

  private static ServiceException constraint(String value, String path, String rule) {
    String shown = value.equals("null") ? value : "'" + value + "'";
    return ServiceException.validation(
        "1 validation error detected: Value "
            + shown
            + " at '"
            + path
            + "' failed to satisfy constraint: "
            + rule);
  }

  private static void expect(boolean isRight, String type, String path) throws ServiceException {
    if (!isRight) {
      throw ServiceException.refused(
          "SerializationException", "'" + path + "' is not " + type + ".");
    }
  }
}
