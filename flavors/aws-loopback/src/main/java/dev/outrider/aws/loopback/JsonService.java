// SPDX-License-Identifier: Apache-2.0
package dev.outrider.aws.loopback;

import com.eclipsesource.json.JsonObject;
import com.eclipsesource.json.JsonValue;
import dev.outrider.testkit.platform.Call;
import dev.outrider.testkit.platform.CallRates;
import dev.outrider.testkit.platform.Fault;
import dev.outrider.testkit.platform.FaultyHttpServer;
import dev.outrider.testkit.platform.FaultyHttpServer.Reply;
import dev.outrider.testkit.platform.FaultyHttpServer.Request;
import java.time.InstantSource;
import java.util.Optional;

/**
 * A service of AWS that speaks JSON. Who asks is proved first, then the account's rates are looked
 * at, then the model judges the request, and at last the answer: a further service is its model and
 * its operations. Thread-safe.
 */
final class JsonService implements FaultyHttpServer.Handler {
  private static final int INTERNAL = 500;
  private static final int UNAVAILABLE = 503;

  private final ServiceModel model;
  private final JsonProtocol protocol;
  private final LoopbackAccount account;
  private final SignatureV4 signature;
  private final CallRates rates;
  private final ServiceOperations operations;

  /**
   * @param region for which requests must be signed
   * @param account says who there is and what is denied
   * @param clock of signatures
   */
  JsonService(
      ServiceModel model,
      String region,
      LoopbackAccount account,
      InstantSource clock,
      CallRates rates,
      ServiceOperations operations) {
    this.model = model;
    this.protocol = JsonProtocol.of(model);
    this.account = account;
    this.signature = new SignatureV4(region, model.signingName(), account::key, clock);
    this.rates = rates;
    this.operations = operations;
  }

  /** The operation that a request asks for; empty text if it is none of the model's. */
  String operation(Request request) {
    return protocol.operation(request).orElse("");
  }

  /** What a request asks for. */
  Call call(Request request) {
    ServiceOperation operation = operations.byName().get(operation(request));
    return operation == null ? Call.READ : operation.call();
  }

  @Override
  public Reply answer(Request request, Optional<Fault> fault) {
    try {
      String operation =
          protocol
              .operation(request)
              .orElseThrow(
                  () ->
                      ServiceException.refused(
                          "UnknownOperationException",
                          model.name()
                              + " has no operation for "
                              + request.method()
                              + " "
                              + request.path()
                              + " of this target and type."));
      AccessKey caller = signature.check(request);
      if (!rates.take(operation)) {
        return refuse(request, Fault.THROTTLED);
      }
      account.authorize(caller, model.signingName() + ":" + operation, "*");
      Fields input = input(operation, request);
      ServiceOperation known = operations.byName().get(operation);
      if (known == null) {
        throw ServiceException.refused(
            "UnknownOperationException",
            model.name() + " on this machine has no " + operation + ".");
      }
      JsonObject answer = known.action().answer(input, fault);
      if (!fault.equals(Optional.of(Fault.UNKNOWN_STATE))) {
        model.checkAnswer(operation, answer);
      }
      return protocol.reply(operation, answer);
    } catch (ServiceException e) {
      return protocol.error(e);
    }
  }

  private Fields input(String operation, Request request) throws ServiceException {
    JsonValue input = protocol.input(operation, request);
    model.check(operation, input);
    return new Fields(input.asObject());
  }

  @Override
  public Reply refuse(Request request, Fault fault) {
    return switch (fault) {
      case FAILED_AFTERWARDS ->
          protocol.error(
              new ServiceException(
                  model.internalError(operation(request)),
                  INTERNAL,
                  "An internal failure occurred while processing the request."));
      case THROTTLED -> error("ThrottlingException", "Rate exceeded");
      case THROTTLED_FOR_A_SECOND -> refuse(request, Fault.THROTTLED).with("Retry-After", "1");
      case UNAVAILABLE ->
          protocol.error(
              new ServiceException(
                  "ServiceUnavailableException", UNAVAILABLE, "The service is not available."));
      case EXPIRED ->
          error("ExpiredTokenException", "The security token included in the request is expired");
      case REFUSED -> error("ValidationException", "The request is not valid.");
      case NO_CAPACITY, NOT_FOUND -> protocol.error(operations.refusal(fault, asked(request)));
      default -> FaultyHttpServer.refusal(fault);
    };
  }

  private Reply error(String code, String message) {
    return protocol.error(ServiceException.refused(code, message));
  }

  private Fields asked(Request request) {
    try {
      return input(operation(request), request);
    } catch (ServiceException e) {
      return new Fields(new JsonObject());
    }
  }
}
