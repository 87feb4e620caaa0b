// SPDX-License-Identifier: Apache-2.0
package dev.outrider.artifact;

import dev.outrider.store.ArtifactStore;
import dev.outrider.store.ObjectPage;
import dev.outrider.store.StoredObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * All artifact stores as one: each call goes to the store of its URI's scheme, which is opened when
 * it is called for the first time. {@code file} is built in. Thread-safe.
 */
public final class Stores implements ArtifactStore {
  private static final String FILE = "file";

  private final ArtifactStore files;
  private final Function<String, ArtifactStore> opener;
  private final Map<String, ArtifactStore> opened = new TreeMap<>();
  private boolean closed;

  /**
   * @param files the store of {@code file}, which is closed with this
   * @param opener opens the store of another scheme, in lower case, which is closed with this; it
   *     throws an {@link IllegalArgumentException} that says why where it cannot
   */
  public Stores(ArtifactStore files, Function<String, ArtifactStore> opener) {
    this.files = files;
    this.opener = opener;
  }

  private ArtifactStore of(URI uri) {
    if (uri.getScheme() == null) {
      throw new IllegalArgumentException(
          "'" + uri + "' has no scheme, by which its artifact store would be chosen.");
    }
    String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
    return scheme.equals(FILE) ? files : opened(scheme, uri);
  }

  private synchronized ArtifactStore opened(String scheme, URI uri) {
    if (closed) {
      throw new IllegalStateException("The artifact stores are closed, but asked for " + uri);
    }
    ArtifactStore store = opened.get(scheme);
    if (store == null) {
      try {
        store = opener.apply(scheme);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(uri + " is in no store: " + e.getMessage(), e);
      }
      opened.put(scheme, store);
    }
    return store;
  }

  @Override
  public boolean putIfAbsent(URI object, byte[] content) throws IOException {
    return of(object).putIfAbsent(object, content);
  }

  @Override
  public void put(URI object, byte[] content) throws IOException {
    of(object).put(object, content);
  }

  @Override
  public void put(URI object, Path content) throws IOException {
    of(object).put(object, content);
  }

  /** Opens stores of its own. */
  @Override
  public ArtifactStore withoutSync() {
    return new Stores(files.withoutSync(), scheme -> opener.apply(scheme).withoutSync());
  }

  @Override
  public Optional<StoredObject> head(URI object) throws IOException {
    return of(object).head(object);
  }

  @Override
  public InputStream get(URI object, long from) throws IOException {
    return of(object).get(object, from);
  }

  @Override
  public ObjectPage list(URI folder, Optional<String> after, int limit) throws IOException {
    return of(folder).list(folder, after, limit);
  }

  /** Those of all schemes are looked up before the first is deleted. */
  @Override
  public void delete(Collection<URI> objects) throws IOException {
    Map<String, List<URI>> byScheme = new TreeMap<>();
    for (URI each : objects) {
      of(each);
      byScheme
          .computeIfAbsent(each.getScheme().toLowerCase(Locale.ROOT), s -> new ArrayList<>())
          .add(each);
    }
    for (List<URI> each : byScheme.values()) {
      of(each.get(0)).delete(each);
    }
  }

  @Override
  public void close() {
    List<ArtifactStore> all;
    synchronized (this) {
      closed = true;
      all = new ArrayList<>(opened.values());
      opened.clear();
    }
    all.add(files);
    all.forEach(ArtifactStore::close);
  }
}
