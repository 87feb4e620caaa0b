// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.aws.emr;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where clusters put their logs. EMR takes what it is given as a plain text: a blank is part of a
 * key, and so is {@code %20}.
 *
 * @param folder empty, or a key that ends in a slash
 */
record LogPlace(String bucket, String folder) {
  private static final Pattern FORM = Pattern.compile("s3[an]?://([^/]+)/*(.*)", Pattern.DOTALL);

  /**
   * @throws IllegalArgumentException when it names no bucket
   */
  static LogPlace of(String uri) {
    Matcher form = FORM.matcher(uri);
    if (!form.matches()) {
      throw new IllegalArgumentException(
          "The place of the logs is '" + uri + "', which names no bucket.");
    }
    String folder = form.group(2);
    return new LogPlace(
        form.group(1), folder.isEmpty() || folder.endsWith("/") ? folder : folder + "/");
  }
}
