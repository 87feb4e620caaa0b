// SPDX-License-Identifier: Apache-2.0
package dev.outrider.aws.loopback;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where the next page of a list begins: after the last that was told, so that what comes meanwhile
 * shifts no page. Clients see it as a text without a meaning.
 *
 * @param last the number of the last that was told
 */
record Marker(long last) {
  private static final Pattern FORM = Pattern.compile("after:([0-9]{1,18})");

  /**
   * Reads a client's.
   *
   * @return before the first page where the client has none
   * @throws ServiceException when no answer had it
   */
  static Marker of(Optional<String> text) throws ServiceException {
    if (text.isEmpty()) {
      return new Marker(Long.MAX_VALUE);
    }
    Matcher known = FORM.matcher(decoded(text.get()));
    if (!known.matches()) {
      throw ServiceException.invalidRequest("Marker '" + text.get() + "' is not valid.");
    }
    return new Marker(Long.parseLong(known.group(1)));
  }

  private static String decoded(String text) {
    try {
      return new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return "";
    }
  }

  String text() {
    byte[] bytes = ("after:" + last).getBytes(StandardCharsets.UTF_8);
    return Base64.getEncoder().encodeToString(bytes);
  }
}
