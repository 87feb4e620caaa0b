// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.aws.s3;

import dev.outrider.step.store.StoreLocation;
import java.net.URI;

/**
 * A name in S3. A key is any text in UTF-8, and none is changed: the URI's path without its first
 * slash, decoded.
 *
 * @param bucket its name
 * @param key of an object; or the start of keys, which is empty or ends in a slash
 */
record S3Location(String bucket, String key) {
  private static final String SCHEME = "s3";

  /**
   * @throws IllegalArgumentException when it can be no object's
   */
  static S3Location ofObject(URI uri) {
    StoreLocation location = of(uri);
    if (location.isFolder()) {
      throw new IllegalArgumentException(uri + " names no object: it ends in a slash.");
    }
    return new S3Location(location.authority(), location.key());
  }

  /**
   * @throws IllegalArgumentException when it can be no folder's
   */
  static S3Location ofFolder(URI uri) {
    StoreLocation location = of(uri);
    if (!location.isFolder()) {
      throw new IllegalArgumentException(uri + " must end in a slash to be listed.");
    }
    return new S3Location(location.authority(), location.key());
  }

  private static StoreLocation of(URI uri) {
    StoreLocation location = StoreLocation.of(uri);
    if (!location.scheme().equals(SCHEME)
        || location.authority().isEmpty()
        || uri.getRawPath().isEmpty()) {
      throw new IllegalArgumentException(
          uri + " is none of this store's, which are s3://BUCKET/KEY.");
    }
    return location;
  }

  /**
   * In ASCII; each key has one, and each of them one key.
   *
   * @throws IllegalArgumentException when no URI can name the key: it has a part . or ..
   */
  URI uri() {
    StoreLocation root = StoreLocation.of(URI.create(SCHEME + "://" + bucket + "/"));
    return key.isEmpty() ? root.uri() : root.resolve(key).uri();
  }

  /** Another key of the bucket. */
  S3Location with(String other) {
    return new S3Location(bucket, other);
  }
}
