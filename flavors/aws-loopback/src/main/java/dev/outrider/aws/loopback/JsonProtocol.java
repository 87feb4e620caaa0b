// SPDX-License-Identifier: Apache-2.0
package dev.outrider.aws.loopback;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonObject;
import com.eclipsesource.json.JsonValue;
import com.eclipsesource.json.ParseException;
import dev.outrider.testkit.platform.FaultyHttpServer.Reply;
import dev.outrider.testkit.platform.FaultyHttpServer.Request;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/** How a service's model is spoken over HTTP: one of AWS's two JSON protocols. Immutable. */
interface JsonProtocol {

  /** The protocol that a model names. */
  static JsonProtocol of(ServiceModel model) {
    return switch (model.protocol()) {
      case "json" -> new Json11Protocol(model);
      case "rest-json" -> new RestJsonProtocol(model);
      default ->
          throw new IllegalArgumentException(
              model.name() + " speaks '" + model.protocol() + "', not JSON.");
    };
  }

  /** The operation of the model that a request asks for; empty if it asks for none. */
  Optional<String> operation(Request request);

  /**
   * What a request gives to an operation, all in one value. The model has not judged it.
   *
   * @throws ServiceException if it cannot be read
   */
  JsonValue input(String operation, Request request) throws ServiceException;

  /** An operation's answer. */
  Reply reply(String operation, JsonObject answer);

  /** A refusal, with the status that this protocol gives it. */
  Reply error(ServiceException refusal);

  /**
   * Parses a body.
   *
   * @throws ServiceException if it is not JSON
   */
  static JsonValue parse(String body) throws ServiceException {
    try {
      return Json.parse(body);
    } catch (ParseException e) {
      throw ServiceException.refused(
          "SerializationException", "The request is no JSON: " + e.getMessage());
    }
  }

  /** A reply of some text. */
  static Reply reply(int status, String type, String text) {
    return new Reply(status, Map.of("Content-Type", type), text.getBytes(StandardCharsets.UTF_8));
  }
}
