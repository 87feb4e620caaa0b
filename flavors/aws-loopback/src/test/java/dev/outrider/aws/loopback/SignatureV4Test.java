// SPDX-License-Identifier: Apache-2.0
package dev.outrider.aws.loopback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.outrider.testkit.platform.FaultyHttpServer.Request;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The signatures are those of AWS's own test suite for Signature Version 4. */
class SignatureV4Test {
  private static final String DATE = "20150830T123600Z";
  private static final String GET =
      "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31";
  private static final String POST =
      "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b";

  private final MovableClock clock = new MovableClock(Instant.parse("2015-08-30T12:36:00Z"));
  private final SignatureV4 signature = new SignatureV4("us-east-1", "service", this::key, clock);

  private Optional<AccessKey> key(String id) {
    return Optional.of(id)
        .filter("AKIDEXAMPLE"::equals)
        .map(
            each ->
                new AccessKey(
                    each,
                    "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
                    Optional.empty(),
                    Optional.empty(),
                    "AIDA",
                    "arn"));
  }

  private static String authorization(String scope, String signed, String signature) {
    return "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/"
        + scope
        + ", SignedHeaders="
        + signed
        + ", Signature="
        + signature;
  }

  private static Request request(String method, String authorization, String body) {
    return new Request(
        method,
        URI.create("/"),
        new TreeMap<>(
            Map.of(
                "host", List.of("example.amazonaws.com"),
                "x-amz-date", List.of(DATE),
                "authorization", List.of(authorization))),
        body.getBytes(StandardCharsets.UTF_8));
  }

  private static Request request(String method, String signature) {
    return request(
        method,
        authorization("20150830/us-east-1/service/aws4_request", "host;x-amz-date", signature),
        "");
  }

  private void refuses(Request request, String code, String message) {
    assertThatThrownBy(() -> signature.check(request))
        .isInstanceOfSatisfying(
            ServiceException.class,
            e -> {
              assertThat(e.code()).isEqualTo(code);
              assertThat(e.status()).isEqualTo(400);
            })
        .hasMessageContaining(message);
  }

  @Test
  void whatAwsSignsIsRight() {
    assertThatCode(() -> signature.check(request("GET", GET))).doesNotThrowAnyException();
    assertThatCode(() -> signature.check(request("POST", POST))).doesNotThrowAnyException();
  }

  @Test
  void anotherMethodOrBodyIsNotWhatWasSigned() {
    refuses(request("POST", GET), "InvalidSignatureException", "does not match");
    refuses(
        request(
            "POST",
            authorization("20150830/us-east-1/service/aws4_request", "host;x-amz-date", POST),
            "{}"),
        "InvalidSignatureException",
        "does not match");
  }

  @Test
  void aSignatureIsForOneDayRegionAndService() {
    for (String scope :
        List.of(
            "20150831/us-east-1/service/aws4_request",
            "20150830/us-west-1/service/aws4_request",
            "20150830/us-east-1/s3/aws4_request",
            "20150830/us-east-1/service/aws5_request")) {
      refuses(
          request("GET", authorization(scope, "host;x-amz-date", GET), ""),
          "InvalidSignatureException",
          "scope");
    }
  }

  @Test
  void hostAndDateMustBeSigned() {
    String scope = "20150830/us-east-1/service/aws4_request";
    refuses(
        request("GET", authorization(scope, "host", GET), ""),
        "InvalidSignatureException",
        "'x-amz-date' must be a 'SignedHeader'");
    refuses(
        request("GET", authorization(scope, "x-amz-date", GET), ""),
        "InvalidSignatureException",
        "'host' must be a 'SignedHeader'");
  }

  @Test
  void aSignatureHoldsForFifteenMinutesOnBothSides() {
    clock.move(Duration.ofMinutes(15));
    assertThatCode(() -> signature.check(request("GET", GET))).doesNotThrowAnyException();
    clock.move(Duration.ofSeconds(1));
    refuses(request("GET", GET), "InvalidSignatureException", "Signature expired: " + DATE);
    clock.move(Duration.ofMinutes(-30).minusSeconds(1));
    assertThatCode(() -> signature.check(request("GET", GET))).doesNotThrowAnyException();
    clock.move(Duration.ofSeconds(-1));
    refuses(request("GET", GET), "InvalidSignatureException", "Signature not yet current: " + DATE);
  }

  @Test
  void nobodyElseMayAsk() {
    refuses(
        request(
            "GET",
            request("GET", GET)
                .header("Authorization")
                .orElseThrow()
                .replace("AKIDEXAMPLE", "AKIDOTHER"),
            ""),
        "UnrecognizedClientException",
        "invalid");
    refuses(request("GET", "Bearer x", ""), "IncompleteSignatureException", "requires");
    refuses(
        new Request("GET", URI.create("/"), Map.of(), new byte[0]),
        "MissingAuthenticationTokenException",
        "Missing");
  }

  /** {@code get-vanilla-query-order-key-case} of the suite. */
  @Test
  void theQueryIsSignedInTheOrderOfItsNames() {
    Request request =
        request("GET", "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500");
    URI query = URI.create("/?Param2=value2&Param1=value1");

    assertThatCode(() -> signature.check(new Request("GET", query, request.headers(), new byte[0])))
        .doesNotThrowAnyException();
    refuses(request, "InvalidSignatureException", "does not match the signature you provided");
  }

  @Test
  void aLastingKeyHasNoSessionToken() {
    Request request = request("GET", GET);
    request.headers().put("x-amz-security-token", List.of("token"));

    refuses(request, "UnrecognizedClientException", "security token");
  }
}
