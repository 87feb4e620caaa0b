// SPDX-License-Identifier: Apache-2.0
package dev.outrider.aws.loopback;

import dev.outrider.testkit.platform.FaultyHttpServer.Request;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Whether a request is signed with a known secret, for a region and a service, now: "AWS Signature
 * Version 4 for API requests", IAM User Guide. Thread-safe.
 */
final class SignatureV4 {
  /** Further from now no signature is taken. */
  static final Duration SKEW = Duration.ofMinutes(15);

  private static final String ALGORITHM = "AWS4-HMAC-SHA256";
  private static final Pattern AUTHORIZATION =
      Pattern.compile(
          ALGORITHM
              + " Credential=([^/,\\s]+)/([^/,\\s]+)/([^/,\\s]+)/([^/,\\s]+)/([^/,\\s]+),\\s*"
              + "SignedHeaders=([^,\\s]+),\\s*Signature=([0-9a-f]{64})");
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  private final String region;
  private final String service;
  private final Function<String, Optional<AccessKey>> keys;
  private final InstantSource clock;

  /**
   * @param region of the service
   * @param service as signatures name it: {@code elasticmapreduce}
   * @param keys those that are known, by their ids
   * @param clock of the service
   */
  SignatureV4(
      String region,
      String service,
      Function<String, Optional<AccessKey>> keys,
      InstantSource clock) {
    this.region = region;
    this.service = service;
    this.keys = keys;
    this.clock = clock;
  }

  /**
   * Who has signed.
   *
   * @throws ServiceException in the words of AWS's JSON protocol when the signature is not right
   */
  AccessKey check(Request request) throws ServiceException {
    String authorization =
        request
            .header("Authorization")
            .orElseThrow(
                () ->
                    ServiceException.refused(
                        "MissingAuthenticationTokenException", "Missing Authentication Token"));
    Matcher parts = AUTHORIZATION.matcher(authorization);
    if (!parts.matches()) {
      throw ServiceException.refused(
          "IncompleteSignatureException",
          "Authorization header requires '"
              + ALGORITHM
              + "', Credential, SignedHeaders, Signature");
    }
    AccessKey key =
        keys.apply(parts.group(1))
            .filter(each -> each.sessionToken().equals(request.header("X-Amz-Security-Token")))
            .orElseThrow(
                () ->
                    ServiceException.refused(
                        "UnrecognizedClientException",
                        "The security token included in the request is invalid."));
    String date = request.header("X-Amz-Date").orElse("");
    checkScope(parts, date);
    checkTime(date);
    List<String> signed = List.of(parts.group(6).split(";"));
    checkSigned(request, signed);
    String hash = hex(sha256(request.body()));
    Optional<String> said = request.header("X-Amz-Content-Sha256");
    if (said.isPresent() && !said.get().equals(hash)) {
      throw mismatch();
    }
    String scope = date.substring(0, 8) + "/" + region + "/" + service + "/aws4_request";
    String toSign =
        String.join("\n", ALGORITHM, date, scope, hex(sha256(canonical(request, signed, hash))));
    byte[] expected =
        hex(hmac(key(key.secret(), date.substring(0, 8)), toSign)).getBytes(StandardCharsets.UTF_8);
    if (!MessageDigest.isEqual(expected, parts.group(7).getBytes(StandardCharsets.UTF_8))) {
      throw mismatch();
    }
    if (key.hasEnded(clock.instant())) {
      throw ServiceException.refused(
          "ExpiredTokenException", "The security token included in the request is expired");
    }
    return key;
  }

  private void checkScope(Matcher parts, String date) throws ServiceException {
    if (!date.startsWith(parts.group(2))) {
      throw invalid(
          "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from"
              + " HTTP: '"
              + parts.group(2)
              + "' != '"
              + date
              + "'.");
    }
    if (!parts.group(3).equals(region)) {
      throw invalid("Credential should be scoped to a valid region, not '" + parts.group(3) + "'.");
    }
    if (!parts.group(4).equals(service)) {
      throw invalid("Credential should be scoped to correct service: '" + service + "'.");
    }
    if (!parts.group(5).equals("aws4_request")) {
      throw invalid(
          "Credential should be scoped with a valid terminator: 'aws4_request', not '"
              + parts.group(5)
              + "'.");
    }
  }

  private void checkTime(String date) throws ServiceException {
    Instant made;
    try {
      made = LocalDateTime.parse(date, DATE).toInstant(ZoneOffset.UTC);
    } catch (DateTimeException e) {
      throw ServiceException.refused(
          "IncompleteSignatureException",
          "Date must be in ISO-8601 'basic format'. Got '" + date + "'.");
    }
    Instant now = clock.instant();
    if (made.isBefore(now.minus(SKEW))) {
      throw invalid(
          "Signature expired: " + date + " is now earlier than " + DATE.format(now.minus(SKEW)));
    }
    if (made.isAfter(now.plus(SKEW))) {
      throw invalid(
          "Signature not yet current: "
              + date
              + " is still later than "
              + DATE.format(now.plus(SKEW)));
    }
  }

  /** The host, and every header of AWS's own, must be signed. */
  private static void checkSigned(Request request, List<String> signed) throws ServiceException {
    TreeSet<String> needed = new TreeSet<>();
    needed.add("host");
    request.headers().keySet().stream()
        .filter(each -> each.startsWith("x-amz-"))
        .forEach(needed::add);
    for (String each : needed) {
      if (!signed.contains(each)) {
        throw invalid("'" + each + "' must be a 'SignedHeader' in the AWS Authorization.");
      }
    }
  }

  private static byte[] canonical(Request request, List<String> signed, String hash) {
    String headers =
        signed.stream()
            .map(
                name ->
                    name
                        + ":"
                        + request.headers().getOrDefault(name, List.of()).stream()
                            .map(value -> value.strip().replaceAll(" +", " "))
                            .collect(Collectors.joining(","))
                        + "\n")
            .collect(Collectors.joining());
    // "URI-encode each path segment twice": what came is encoded once
    String path = encoded(request.uri().getRawPath()).replace("%2F", "/");
    String query =
        request.queryValues().entrySet().stream()
            .flatMap(
                each ->
                    each.getValue().stream()
                        .map(value -> encoded(each.getKey()) + "\0" + encoded(value)))
            .sorted()
            .map(each -> each.replace('\0', '='))
            .collect(Collectors.joining("&"));
    return String.join("\n", request.method(), path, query, headers, String.join(";", signed), hash)
        .getBytes(StandardCharsets.UTF_8);
  }

  /** Percent-encoded, but for letters, digits and {@code -._~}. */
  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8)
        .replace("+", "%20")
        .replace("*", "%2A")
        .replace("%7E", "~");
  }

  private byte[] key(String secret, String day) {
    byte[] key = ("AWS4" + secret).getBytes(StandardCharsets.UTF_8);
    for (String each : Arrays.asList(day, region, service, "aws4_request")) {
      key = hmac(key, each);
    }
    return key;
  }

  private static byte[] hmac(byte[] key, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java has HmacSHA256", e);
    }
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  private static ServiceException invalid(String message) {
    return ServiceException.refused("InvalidSignatureException", message);
  }

  private static ServiceException mismatch() {
    return invalid(
        "The request signature we calculated does not match the signature you provided. Check your"
            + " AWS Secret Access Key and signing method. Consult the service documentation for"
            + " details.");
  }
}
