// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Names an attempt on every platform: {@code <run>-<step>-<attempt>-<hash>}. At most 63 characters
 * of {@code [a-z0-9-]}, the first a letter, the last a letter or a digit, so that it is a valid
 * name, token, tag and label everywhere. Only the step's part is ever cut; the hash distinguishes
 * keys that are cut to the same text. It does not depend on the request.
 *
 * @param value the key's text
 */
public record AttemptKey(String value) {

  /** The longest key, in characters: the longest label of Kubernetes and of Google Cloud. */
  public static final int LONGEST = 63;

  private static final Pattern FORM = Pattern.compile("[a-z][a-z0-9-]{0,61}[a-z0-9]");
  private static final int HASH_DIGITS = 10;

  /**
   * @throws IllegalArgumentException when the text is not a key
   */
  public AttemptKey {
    if (!FORM.matcher(Objects.requireNonNull(value, "value")).matches()) {
      throw new IllegalArgumentException(
          "'" + value + "' is no attempt key: at most 63 of [a-z0-9-], a letter first.");
    }
  }

  /**
   * The key of an attempt.
   *
   * @param storeId the run store's own id, so that two stores never make one key
   * @param run the run's id
   * @param step the step's full name
   * @param attempt which try, 1 for the first
   */
  public static AttemptKey of(String storeId, String run, String step, int attempt) {
    String hash = hash(storeId + "\n" + run + "\n" + step + "\n" + attempt);
    int room = LONGEST - run.length() - hash.length() - Integer.toString(attempt).length() - 3;
    String part = step.length() <= room ? step : step.substring(0, room);
    return new AttemptKey(run + "-" + part + "-" + attempt + "-" + hash);
  }

  /** The run's id. */
  public String run() {
    int end = value.indexOf('-');
    return end < 0 ? value : value.substring(0, end);
  }

  /**
   * The instant before which no platform can have taken a job of this key, as its run's id says.
   *
   * @return empty for a key whose run's id has another form
   */
  public Optional<Instant> notBefore() {
    return RunId.notBefore(run());
  }

  private static String hash(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest).substring(0, HASH_DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
