// SPDX-License-Identifier: Apache-2.0
package dev.outrider.aws.loopback;

import com.eclipsesource.json.JsonObject;
import com.eclipsesource.json.JsonValue;
import dev.outrider.testkit.platform.FaultyHttpServer.Reply;
import dev.outrider.testkit.platform.FaultyHttpServer.Request;
import java.util.Optional;

/**
 * AWS's JSON protocol 1.1: every operation is a {@code POST} to {@code /}, named by the header
 * {@code X-Amz-Target}; an error's name is the {@code __type} of its body.
 *
 * @param model of the service
 */
record Json11Protocol(ServiceModel model) implements JsonProtocol {
  private static final String TYPE = "application/x-amz-json-1.1";

  @Override
  public Optional<String> operation(Request request) {
    String prefix = model.targetPrefix() + ".";
    return request
        .header("X-Amz-Target")
        .filter(target -> request.method().equals("POST") && request.path().equals("/"))
        .filter(target -> request.header("Content-Type").equals(Optional.of(TYPE)))
        .filter(target -> target.startsWith(prefix))
        .map(target -> target.substring(prefix.length()))
        .filter(model::has);
  }

  @Override
  public JsonValue input(String operation, Request request) throws ServiceException {
    return JsonProtocol.parse(request.text());
  }

  @Override
  public Reply reply(String operation, JsonObject answer) {
    return JsonProtocol.reply(
        200, TYPE, model.output(operation).isEmpty() ? "" : answer.toString());
  }

  @Override
  public Reply error(ServiceException refusal) {
    JsonObject body =
        new JsonObject().add("__type", refusal.code()).add("message", refusal.getMessage());
    return JsonProtocol.reply(refusal.status(), TYPE, body.toString());
  }
}
