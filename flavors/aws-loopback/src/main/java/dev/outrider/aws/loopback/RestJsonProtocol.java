// SPDX-License-Identifier: Apache-2.0
package dev.outrider.aws.loopback;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonArray;
import com.eclipsesource.json.JsonObject;
import com.eclipsesource.json.JsonValue;
import com.eclipsesource.json.ParseException;
import dev.outrider.testkit.platform.FaultyHttpServer.Reply;
import dev.outrider.testkit.platform.FaultyHttpServer.Request;
import java.math.BigDecimal;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * AWS's REST-JSON protocol: an operation is a method and a path, and the model says which members
 * are in the path, in the query and in headers; the others are the JSON of the body. An error's
 * name is the header {@code x-amzn-ErrorType}. "AWS restJson1 protocol", Smithy.
 *
 * @param model of the service, whose members are not bound to a payload or to headers of a prefix
 */
record RestJsonProtocol(ServiceModel model) implements JsonProtocol {
  private static final String TYPE = "application/json";

  /** Of errors that no model has; 403: "Common Errors" of a service's API Reference. */
  private static final Map<String, Integer> STATUSES =
      Map.of(
          "AccessDeniedException", 403,
          "ExpiredTokenException", 403,
          "IncompleteSignatureException", 403,
          "InvalidSignatureException", 403,
          "MissingAuthenticationTokenException", 403,
          "UnrecognizedClientException", 403,
          "UnknownOperationException", 404,
          "ThrottlingException", 429);

  @Override
  public Optional<String> operation(Request request) {
    return model.operations().stream()
        .filter(each -> model.http(each).getString("method", "").equals(request.method()))
        .filter(each -> labels(each, request).isPresent())
        .findFirst();
  }

  /** The parts of the path that an operation's template has names for; empty if it is not its. */
  private Optional<Map<String, List<String>>> labels(String operation, Request request) {
    String[] template = model.http(operation).getString("requestUri", "").split("/");
    String[] path = request.uri().getRawPath().split("/");
    Map<String, List<String>> labels = new LinkedHashMap<>();
    for (int i = 0; i < template.length; i++) {
      boolean isLabel = template[i].startsWith("{");
      if (path.length != template.length || !isLabel && !path[i].equals(template[i])) {
        return Optional.empty();
      }
      if (isLabel) {
        labels.put(
            template[i].substring(1, template[i].length() - 1),
            List.of(URLDecoder.decode(path[i].replace("+", "%2B"), StandardCharsets.UTF_8)));
      }
    }
    return Optional.of(labels);
  }

  @Override
  public JsonValue input(String operation, Request request) throws ServiceException {
    JsonValue body =
        request.body().length == 0 ? new JsonObject() : JsonProtocol.parse(request.text());
    if (!body.isObject() || model.input(operation).isEmpty()) {
      return body;
    }
    Map<String, List<String>> query = request.queryValues();
    JsonObject input = body.asObject();
    for (JsonObject.Member each : model.input(operation).get().get("members").asObject()) {
      JsonObject member = each.getValue().asObject();
      String name = member.getString("locationName", each.getName());
      List<String> values =
          switch (member.getString("location", "")) {
            case "uri" -> labels(operation, request).orElseThrow().get(name);
            case "querystring" -> query.remove(name);
            case "header" -> request.header(name).map(List::of).orElse(null);
            default -> null;
          };
      if (member.get("location") != null && input.get(each.getName()) != null) {
        throw notKnown(each.getName());
      }
      if (values != null) {
        input.add(each.getName(), value(member.getString("shape", ""), values, each.getName()));
      }
    }
    if (!query.isEmpty()) {
      throw notKnown(query.keySet().iterator().next());
    }
    return input;
  }

  private static ServiceException notKnown(String name) {
    return ServiceException.validation(
        "1 validation error detected: Value at '"
            + name
            + "' failed to satisfy constraint: Member is not known");
  }

  private JsonValue value(String shape, List<String> values, String path) throws ServiceException {
    JsonObject known = model.shape(shape);
    String text = values.get(0);
    try {
      switch (known.getString("type", "")) {
        case "list":
          JsonArray list = new JsonArray();
          for (String each : values) {
            list.add(
                value(known.get("member").asObject().getString("shape", ""), List.of(each), path));
          }
          return list;
        case "timestamp":
          return Json.parse(
              BigDecimal.valueOf(Instant.parse(text).toEpochMilli(), 3).toPlainString());
        case "string":
          return Json.value(text);
        default:
          return Json.parse(text);
      }
    } catch (DateTimeException | ParseException e) {
      throw ServiceException.refused(
          "SerializationException", "'" + path + "' is '" + text + "', which cannot be read.");
    }
  }

  @Override
  public Reply reply(String operation, JsonObject answer) {
    return JsonProtocol.reply(
        model.http(operation).getInt("responseCode", 200), TYPE, answer.toString());
  }

  @Override
  public Reply error(ServiceException refusal) {
    int status =
        model
            .status(refusal.code())
            .orElseGet(() -> STATUSES.getOrDefault(refusal.code(), refusal.status()));
    JsonObject body = new JsonObject().add("message", refusal.getMessage());
    return JsonProtocol.reply(status, TYPE, body.toString())
        .with("x-amzn-ErrorType", refusal.code());
  }
}
