// SPDX-License-Identifier: Apache-2.0
package dev.outrider.store;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Optional;

/**
 * Keeps attempt folders, bundles and outputs. Chosen by the scheme of a URI. Called from several
 * threads at once.
 *
 * <p>Writes are atomic: an object is there whole or not at all, also when the writer is killed. An
 * {@link IOException} names the URI and says what was tried; it is never an answer.
 */
public interface ArtifactStore extends AutoCloseable {

  /** The most objects on one page of a list, whatever is asked for. */
  int LARGEST_PAGE = 1000;

  /**
   * Writes an object unless there is one already. Of several that try at once exactly one succeeds.
   *
   * @return whether it was written
   */
  boolean putIfAbsent(URI object, byte[] content) throws IOException;

  /** Writes an object, or replaces it. */
  void put(URI object, byte[] content) throws IOException;

  /** Writes an object from a file, or replaces it; for what does not fit into memory. */
  void put(URI object, Path content) throws IOException;

  /**
   * The same objects, written faster where that is possible: they are there at once and for
   * everybody, and a loss of power may take them, or their content. For what nobody needs after it.
   */
  default ArtifactStore withoutSync() {
    return this;
  }

  /** The object itself, without its content; empty when there is none. */
  Optional<StoredObject> head(URI object) throws IOException;

  /**
   * Reads an object from a position on.
   *
   * @param from the first byte, 0 or more; at or beyond the end there is nothing to read
   * @return the caller closes it
   * @throws java.nio.file.NoSuchFileException when there is no such object
   */
  InputStream get(URI object, long from) throws IOException;

  /**
   * Lists the objects below a folder, in all its depths.
   *
   * @param folder ends in a slash, so that {@code run1/} never finds what is in {@code run10/}
   * @param after the {@code next} of the page before; empty for the first
   * @param limit the most objects to give; at least 1, at most {@link #LARGEST_PAGE}
   */
  ObjectPage list(URI folder, Optional<String> after, int limit) throws IOException;

  /** Deletes objects; one that is not there is no error. */
  void delete(Collection<URI> objects) throws IOException;

  @Override
  void close();
}
