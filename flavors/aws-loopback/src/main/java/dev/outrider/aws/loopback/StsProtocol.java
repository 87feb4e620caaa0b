// SPDX-License-Identifier: Apache-2.0
package dev.outrider.aws.loopback;

import com.eclipsesource.json.JsonObject;
import dev.outrider.testkit.platform.Fault;
import dev.outrider.testkit.platform.FaultyHttpServer;
import dev.outrider.testkit.platform.FaultyHttpServer.Reply;
import dev.outrider.testkit.platform.FaultyHttpServer.Request;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * AWS's query protocol as STS speaks it: forms are asked, XML is answered. Who asks is proved
 * first, then the model judges the request. The codes and statuses are those of "Common errors",
 * STS API Reference. Thread-safe.
 */
final class StsProtocol implements FaultyHttpServer.Handler {
  private static final String TYPE = "application/x-www-form-urlencoded";
  private static final String VERSION = "2011-06-15";
  private static final String NAMESPACE = "https://sts.amazonaws.com/doc/" + VERSION + "/";
  private static final int BAD_REQUEST = 400;
  private static final int FORBIDDEN = 403;
  private static final int INTERNAL = 500;
  private static final int UNAVAILABLE = 503;

  /** "You can specify a value from 900 seconds … default 3600": AssumeRole, STS API Reference. */
  private static final double LIFETIME_SECONDS = 3600;

  private final ServiceModel model;
  private final LoopbackAccount account;
  private final SignatureV4 signature;
  private final AtomicLong requests = new AtomicLong();

  StsProtocol(ServiceModel model, LoopbackAccount account, SignatureV4 signature) {
    this.model = model;
    this.account = account;
    this.signature = signature;
  }

  @Override
  public Reply answer(Request request, Optional<Fault> fault) {
    try {
      QueryRequest query = query(request);
      String operation = query.value("Action");
      if (!query.value("Version").equals(VERSION) || !model.has(operation)) {
        throw ServiceException.refused(
            "InvalidAction",
            "Could not find operation "
                + operation
                + " for version "
                + (query.value("Version").isEmpty()
                    ? "NO_VERSION_SPECIFIED"
                    : query.value("Version")));
      }
      AccessKey caller = signature.check(request);
      JsonObject input = query.input(model, operation);
      model.check(operation, input);
      return switch (operation) {
        case "GetCallerIdentity" -> reply(operation, identity(caller));
        case "AssumeRole" -> reply(operation, assumed(caller, new Fields(input)));
        default ->
            throw ServiceException.refused(
                "InvalidAction", "STS on this machine has no " + operation + ".");
      };
    } catch (ServiceException e) {
      return error(e);
    }
  }

  private static QueryRequest query(Request request) throws ServiceException {
    if (!request.method().equals("POST")
        || !request.path().equals("/")
        || !request.header("Content-Type").orElse("").startsWith(TYPE)) {
      throw ServiceException.refused(
          "InvalidAction", "An operation of STS is asked for by POST of " + TYPE + ".");
    }
    return QueryRequest.of(request.text());
  }

  private static Map<String, Object> identity(AccessKey caller) {
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("Arn", caller.arn());
    result.put("UserId", caller.userId());
    result.put("Account", LoopbackAccount.ID);
    return result;
  }

  private Map<String, Object> assumed(AccessKey caller, Fields request) throws ServiceException {
    AccessKey key =
        account.assume(
            caller,
            request.required("RoleArn"),
            request.required("RoleSessionName"),
            request.text("ExternalId"),
            Duration.ofSeconds(
                request.number("DurationSeconds").orElse(LIFETIME_SECONDS).longValue()));
    Map<String, Object> user = new LinkedHashMap<>();
    user.put("AssumedRoleId", key.userId());
    user.put("Arn", key.arn());
    Map<String, Object> credentials = new LinkedHashMap<>();
    credentials.put("AccessKeyId", key.id());
    credentials.put("SecretAccessKey", key.secret());
    credentials.put("SessionToken", key.sessionToken().orElseThrow());
    credentials.put("Expiration", key.ends().orElseThrow());
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("AssumedRoleUser", user);
    result.put("Credentials", credentials);
    return result;
  }

  @Override
  public Reply refuse(Request request, Fault fault) {
    return switch (fault) {
      case FAILED_AFTERWARDS -> error(INTERNAL, "InternalFailure", "An internal error occurred.");
      case THROTTLED -> error(BAD_REQUEST, "Throttling", "Rate exceeded");
      case THROTTLED_FOR_A_SECOND ->
          error(BAD_REQUEST, "Throttling", "Rate exceeded").with("Retry-After", "1");
      case UNAVAILABLE -> error(UNAVAILABLE, "ServiceUnavailable", "The service is not available.");
      case EXPIRED ->
          error(FORBIDDEN, "ExpiredToken", "The security token included in the request is expired");
      case REFUSED -> error(BAD_REQUEST, "ValidationError", "The request is not valid.");
      default -> FaultyHttpServer.refusal(fault);
    };
  }

  /** The same refusals have other names in this protocol. */
  private Reply error(ServiceException e) {
    return switch (e.code()) {
      case "AccessDeniedException" -> error(FORBIDDEN, "AccessDenied", e.getMessage());
      case "ExpiredTokenException" -> error(FORBIDDEN, "ExpiredToken", e.getMessage());
      case "IncompleteSignatureException" ->
          error(BAD_REQUEST, "IncompleteSignature", e.getMessage());
      case "InvalidSignatureException" -> error(FORBIDDEN, "SignatureDoesNotMatch", e.getMessage());
      case "MissingAuthenticationTokenException" ->
          error(FORBIDDEN, "MissingAuthenticationToken", e.getMessage());
      case "SerializationException" -> error(BAD_REQUEST, "MalformedInput", e.getMessage());
      case "UnrecognizedClientException" ->
          error(FORBIDDEN, "InvalidClientTokenId", e.getMessage());
      case "ValidationException" -> error(BAD_REQUEST, "ValidationError", e.getMessage());
      default -> error(e.status(), e.code(), e.getMessage());
    };
  }

  private Reply error(int status, String code, String message) {
    StringBuilder xml = new StringBuilder("<ErrorResponse xmlns=\"" + NAMESPACE + "\"><Error>");
    add(xml, "Type", status < INTERNAL ? "Sender" : "Receiver");
    add(xml, "Code", code);
    add(xml, "Message", message);
    xml.append("</Error>");
    add(xml, "RequestId", requestId());
    return reply(status, xml.append("</ErrorResponse>").toString());
  }

  private Reply reply(String operation, Map<String, Object> result) {
    StringBuilder xml =
        new StringBuilder("<" + operation + "Response xmlns=\"" + NAMESPACE + "\">");
    add(xml, operation + "Result", result);
    add(xml, "ResponseMetadata", Map.of("RequestId", requestId()));
    return reply(200, xml.append("</" + operation + "Response>").toString());
  }

  private String requestId() {
    return "loopback-" + requests.incrementAndGet();
  }

  private static void add(StringBuilder xml, String name, Object value) {
    xml.append('<').append(name).append('>');
    if (value instanceof Map<?, ?> structure) {
      structure.forEach((member, each) -> add(xml, (String) member, each));
    } else {
      xml.append(value.toString().replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"));
    }
    xml.append("</").append(name).append('>');
  }

  private static Reply reply(int status, String xml) {
    return new Reply(
        status, Map.of("Content-Type", "text/xml"), xml.getBytes(StandardCharsets.UTF_8));
  }
}
