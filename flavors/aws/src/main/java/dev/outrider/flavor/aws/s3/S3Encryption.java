// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.aws.s3;

import java.util.Optional;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;

/**
 * How S3 is asked to encrypt what is written.
 *
 * @param kind empty to leave it to the bucket
 * @param key the KMS key; empty for the account's own, or another kind
 */
record S3Encryption(Optional<ServerSideEncryption> kind, Optional<String> key) {
  static final S3Encryption OF_BUCKET = new S3Encryption(Optional.empty(), Optional.empty());

  ServerSideEncryption kindOrNull() {
    return kind.orElse(null);
  }

  String keyOrNull() {
    return key.orElse(null);
  }
}
