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
 * <p>Writes are atomic: an object is there whole or not at all, also when the writer is killed.
 * From then on every reader sees it. An {@link IOException} names the URI and says what was tried;
 * it is never an answer.
 *
 * <p>The path of a URI, decoded, is an object's name: a URI that is encoded in another way means
 * the same object. {@link dev.outrider.step.store.StoreLocation} reads and writes such URIs, and
 * says which are equal. Names are kept byte for byte, and what a store gives is encoded so that it
 * is ASCII. A folder is nothing but the start of names, and no object. Whether an object may have
 * the name of a folder or lie below an object is up to the store; where it may not, writing it is
 * an {@link IOException}.
 *
 * <p>An {@link IllegalArgumentException} says that a URI is not in this store, that an object's URI
 * ends in a slash, that a URI has a part {@code .} or {@code ..}, a query, a fragment or escapes
 * that are not UTF-8, that a folder's does not end in a slash, or that a number is out of its
 * range. A store that takes {@code a//b} for {@code a/b} refuses it. It does not depend on what is
 * in the store.
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

  /**
   * Writes an object from a file, or replaces it; for what does not fit into memory. On a disk no
   * more users may read the object than the file.
   *
   * @param content of any file system; nothing is written when it cannot be read to the size that
   *     it has at the start
   */
  void put(URI object, Path content) throws IOException;

  /**
   * The same objects, written faster where that is possible: with all promises but one, that a loss
   * of power may take them, or their content. For objects that are not needed after such a loss.
   */
  default ArtifactStore withoutSync() {
    return this;
  }

  /** The object itself, without its content; empty when there is none. */
  Optional<StoredObject> head(URI object) throws IOException;

  /**
   * Reads an object from a position on. When it is written or deleted before the stream is at its
   * end, the stream continues with the old content or throws an {@link IOException}.
   *
   * @param from the first byte, 0 or more; at or beyond the end there is nothing to read
   * @return the caller closes it
   * @throws java.nio.file.NoSuchFileException when there is no such object
   */
  InputStream get(URI object, long from) throws IOException;

  /**
   * Lists the objects below a folder, in all its depths; none when there is no such folder. What is
   * there from the first page to the last is listed once, whatever is written and deleted
   * meanwhile.
   *
   * @param folder ends in a slash, so that {@code run1/} never finds what is in {@code run10/}
   * @param after the {@code next} of the page before; empty for the first
   * @param limit the most objects to give; at least 1, at most {@link #LARGEST_PAGE}
   */
  ObjectPage list(URI folder, Optional<String> after, int limit) throws IOException;

  /**
   * Deletes objects, and nothing else; one that is not there is no error.
   *
   * @param objects as many as there are; the same one may be there twice
   */
  void delete(Collection<URI> objects) throws IOException;

  /** Leaves other stores of the same objects open. A second call does nothing. */
  @Override
  void close();
}
