// SPDX-License-Identifier: Apache-2.0
package dev.outrider.application.store;

import java.util.Objects;

/** A file below a folder, as its store lists it. Immutable. */
public final class StoredFile {

  private final String path;
  private final long size;
  private final String tag;

  /**
   * @param path relative to the folder that was listed, with slashes
   * @param size in bytes
   * @param tag changes when the content does: the store's etag, or the modification time
   */
  public StoredFile(String path, long size, String tag) {
    this.path = Objects.requireNonNull(path, "path");
    this.size = size;
    this.tag = Objects.requireNonNull(tag, "tag");
  }

  public String path() {
    return path;
  }

  public long size() {
    return size;
  }

  public String tag() {
    return tag;
  }
}
