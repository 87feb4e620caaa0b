// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.aws;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A name in S3. A key is any text in UTF-8, and none is changed: the URI's path without its first
 * slash, decoded.
 *
 * @param bucket its name
 * @param key of an object; or the start of keys, which is empty or ends in a slash
 */
record S3Location(String bucket, String key) {
  private static final String SCHEME = "s3";
  private static final String PLAIN = "-._~/";

  /**
   * @throws IllegalArgumentException when it can be no object's
   */
  static S3Location ofObject(URI uri) {
    S3Location location = of(uri);
    if (location.key().isEmpty() || location.key().endsWith("/")) {
      throw new IllegalArgumentException(uri + " names no object: it ends in a slash.");
    }
    for (String part : location.key().split("/", -1)) {
      if (part.equals(".") || part.equals("..")) {
        throw new IllegalArgumentException(uri + " names no object: it has a part " + part + ".");
      }
    }
    return location;
  }

  /**
   * @throws IllegalArgumentException when it can be no folder's
   */
  static S3Location ofFolder(URI uri) {
    S3Location location = of(uri);
    if (!uri.getPath().endsWith("/")) {
      throw new IllegalArgumentException(uri + " must end in a slash to be listed.");
    }
    return location;
  }

  private static S3Location of(URI uri) {
    if (!SCHEME.equalsIgnoreCase(uri.getScheme())
        || uri.getAuthority() == null
        || uri.getPath() == null
        || uri.getPath().isEmpty()) {
      throw new IllegalArgumentException(
          uri + " is none of this store's, which are s3://BUCKET/KEY.");
    }
    return new S3Location(uri.getAuthority(), uri.getPath().substring(1));
  }

  /** In ASCII; each key has one, and each of them one key. */
  URI uri() {
    StringBuilder text = new StringBuilder(SCHEME + "://" + bucket + "/");
    for (byte each : key.getBytes(StandardCharsets.UTF_8)) {
      char sign = (char) (each & 0xff);
      if (sign < 0x80 && (Character.isLetterOrDigit(sign) || PLAIN.indexOf(sign) >= 0)) {
        text.append(sign);
      } else {
        text.append('%').append(String.format("%02X", (int) sign));
      }
    }
    return URI.create(text.toString());
  }

  /** Another key of the bucket. */
  S3Location with(String other) {
    return new S3Location(bucket, other);
  }

  /** The keys of some objects, for messages. */
  static String shown(List<String> keys) {
    return keys.size() <= 3 ? keys.toString() : keys.subList(0, 3) + " and others";
  }
}
