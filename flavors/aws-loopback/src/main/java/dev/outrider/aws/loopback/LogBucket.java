// SPDX-License-Identifier: Apache-2.0
package dev.outrider.aws.loopback;

import java.io.IOException;
import java.net.URI;

/** What takes the logs of clusters: S3. Thread-safe. */
@FunctionalInterface
public interface LogBucket {

  /**
   * Puts an object, in the place of one that is there.
   *
   * @param object {@code s3://BUCKET/KEY}
   * @param content text in UTF-8, packed with gzip
   * @throws IOException when it cannot be put; the cluster goes on without it
   */
  void put(URI object, byte[] content) throws IOException;
}
