// SPDX-License-Identifier: Apache-2.0
package dev.outrider.store;

import java.net.URI;
import java.time.Instant;
import java.util.Objects;

/**
 * An object in a store.
 *
 * @param uri where it lies
 * @param bytes its size
 * @param modified when it was last written, by the store's own clock, in the steps of that clock; a
 *     later write is not older
 * @param etag changes when the content does, and stays while the object is not written; the store's
 *     own word
 */
public record StoredObject(URI uri, long bytes, Instant modified, String etag) {
  public StoredObject {
    Objects.requireNonNull(uri, "uri");
    Objects.requireNonNull(modified, "modified");
    Objects.requireNonNull(etag, "etag");
  }
}
