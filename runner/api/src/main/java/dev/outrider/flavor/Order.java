// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * A submission with the request that it became when its attempt was prepared. It is written to the
 * attempt folder before anything is sent, and a restarted orchestrator submits what was written.
 * Immutable; no secret is in it.
 *
 * @param submission what is asked for
 * @param request what {@link StepOperator#render} made of it; {@code submit} sends this and no
 *     other request, with the hash added
 * @param hash names the request on the platform: {@code h} and 40 hex digits of SHA-256 over its
 *     body and its files; title and notes do not count
 */
public record Order(Submission submission, RenderedRequest request, String hash) {

  /** The tag or label that the hash travels in, on a platform that has them. */
  public static final String TAG = "outrider-request";

  private static final Pattern FORM = Pattern.compile("h[0-9a-f]{40}");
  private static final int DIGITS = 40;

  /**
   * @throws IllegalArgumentException when the hash is of another request
   */
  public Order {
    Objects.requireNonNull(submission, "submission");
    String own = hash(request);
    if (!own.equals(hash)) {
      throw new IllegalArgumentException(
          "The request of " + submission.key() + " has the hash " + own + ", not '" + hash + "'.");
    }
  }

  /** The order of a submission and what it was rendered to. */
  public static Order of(Submission submission, RenderedRequest request) {
    return new Order(submission, request, hash(request));
  }

  /** Whether a text has the form of a hash. Earlier versions recorded hashes of another form. */
  public static boolean isHash(String text) {
    return FORM.matcher(text).matches();
  }

  /** The hash of a request, by its body and its files. */
  public static String hash(RenderedRequest request) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      update(digest, request.body());
      for (Map.Entry<String, String> each : request.files().entrySet()) {
        update(digest, each.getKey());
        update(digest, each.getValue());
      }
      return "h" + HexFormat.of().formatHex(digest.digest()).substring(0, DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }

  /** With its length first, so that no two lists of texts are the same bytes. */
  private static void update(MessageDigest digest, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    digest.update((bytes.length + "\n").getBytes(StandardCharsets.US_ASCII));
    digest.update(bytes);
  }
}
