// SPDX-License-Identifier: Apache-2.0
package dev.outrider.aws.loopback;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonObject;
import com.eclipsesource.json.JsonValue;
import com.eclipsesource.json.ParseException;
import dev.outrider.testkit.platform.Call;
import dev.outrider.testkit.platform.CallRates;
import dev.outrider.testkit.platform.Fault;
import dev.outrider.testkit.platform.FaultyHttpServer;
import dev.outrider.testkit.platform.FaultyHttpServer.Reply;
import dev.outrider.testkit.platform.FaultyHttpServer.Request;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/**
 * AWS's JSON protocol 1.1 as EMR speaks it: who asks is proved first, then the account's rates are
 * looked at, then the model judges the request. Thread-safe.
 */
final class EmrProtocol implements FaultyHttpServer.Handler {
  private static final String TARGET = "ElasticMapReduce.";
  private static final String TYPE = "application/x-amz-json-1.1";
  private static final int INTERNAL = 500;
  private static final int UNAVAILABLE = 503;

  private final ServiceModel model;
  private final LoopbackAccount account;
  private final SignatureV4 signature;
  private final CallRates rates;
  private final EmrOperations operations;

  /**
   * @param account says what is denied
   * @param signature says who asks
   */
  EmrProtocol(
      ServiceModel model,
      LoopbackAccount account,
      SignatureV4 signature,
      CallRates rates,
      EmrOperations operations) {
    this.model = model;
    this.account = account;
    this.signature = signature;
    this.rates = rates;
    this.operations = operations;
  }

  /** What a request asks for. */
  static Call call(Request request) {
    return switch (operation(request)) {
      case "AddJobFlowSteps" -> Call.SUBMIT;
      case "CancelSteps" -> Call.CANCEL;
      case "RunJobFlow", "TerminateJobFlows" -> Call.PROVISION;
      default -> Call.READ;
    };
  }

  /** The operation that a request names; empty text where it names none of EMR. */
  static String operation(Request request) {
    return request
        .header("X-Amz-Target")
        .filter(target -> target.startsWith(TARGET))
        .map(target -> target.substring(TARGET.length()))
        .orElse("");
  }

  @Override
  public Reply answer(Request request, Optional<Fault> fault) {
    String operation = operation(request);
    try {
      if (!request.method().equals("POST")
          || !request.path().equals("/")
          || !request.header("Content-Type").orElse("").equals(TYPE)
          || !model.has(operation)) {
        throw ServiceException.refused(
            "UnknownOperationException",
            "'" + operation + "' is no operation of EMR that is asked for by POST of " + TYPE);
      }
      AccessKey caller = signature.check(request);
      if (!rates.take(operation)) {
        return refuse(request, Fault.THROTTLED);
      }
      account.authorize(caller, "elasticmapreduce:" + operation, "*");
      JsonValue body = body(request);
      model.check(operation, body);
      Optional<JsonObject> answer =
          operations.answer(operation, new Fields(body.asObject()), fault);
      return reply(200, answer.map(JsonObject::toString).orElse(""));
    } catch (ServiceException e) {
      return error(e.status(), e.code(), e.getMessage());
    }
  }

  private static JsonValue body(Request request) throws ServiceException {
    try {
      return Json.parse(request.text());
    } catch (ParseException e) {
      throw ServiceException.refused(
          "SerializationException", "The request is no JSON: " + e.getMessage());
    }
  }

  @Override
  public Reply refuse(Request request, Fault fault) {
    return switch (fault) {
      case FAILED_AFTERWARDS ->
          error(
              INTERNAL,
              model.internalError(operation(request)),
              "An internal failure occurred while processing the request.");
      case THROTTLED -> error(400, "ThrottlingException", "Rate exceeded");
      case THROTTLED_FOR_A_SECOND ->
          error(400, "ThrottlingException", "Rate exceeded").with("Retry-After", "1");
      case UNAVAILABLE ->
          error(UNAVAILABLE, "ServiceUnavailableException", "The service is not available.");
      case EXPIRED ->
          error(
              400,
              "ExpiredTokenException",
              "The security token included in the request is expired");
      case REFUSED -> error(400, "ValidationException", "The request is not valid.");
      case NO_CAPACITY -> error(400, "ValidationException", EmrOperations.FULL);
      case NOT_FOUND ->
          error(400, "InvalidRequestException", "Step id '" + stepId(request) + "' is not valid.");
      default -> FaultyHttpServer.refusal(fault);
    };
  }

  private static String stepId(Request request) {
    try {
      JsonValue id = Json.parse(request.text()).asObject().get("StepId");
      return id != null && id.isString() ? id.asString() : "s-UNKNOWN";
    } catch (ParseException | UnsupportedOperationException e) {
      return "s-UNKNOWN";
    }
  }

  private static Reply error(int status, String code, String message) {
    return reply(status, new JsonObject().add("__type", code).add("message", message).toString());
  }

  private static Reply reply(int status, String text) {
    return new Reply(status, Map.of("Content-Type", TYPE), text.getBytes(StandardCharsets.UTF_8));
  }
}
