// SPDX-License-Identifier: Apache-2.0
package dev.outrider.bench;

import dev.outrider.store.ArtifactStore;
import dev.outrider.store.ObjectPage;
import dev.outrider.store.StoredObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts what is asked of a store.
 *
 * @param requests counts; a deletion of many objects is one
 */
record CountedStore(ArtifactStore store, LongAdder requests) implements ArtifactStore {
  @Override
  public boolean putIfAbsent(URI object, byte[] content) throws IOException {
    requests.increment();
    return store.putIfAbsent(object, content);
  }

  @Override
  public void put(URI object, byte[] content) throws IOException {
    requests.increment();
    store.put(object, content);
  }

  @Override
  public void put(URI object, Path content) throws IOException {
    requests.increment();
    store.put(object, content);
  }

  @Override
  public ArtifactStore withoutSync() {
    return new CountedStore(store.withoutSync(), requests);
  }

  @Override
  public Optional<StoredObject> head(URI object) throws IOException {
    requests.increment();
    return store.head(object);
  }

  @Override
  public InputStream get(URI object, long from) throws IOException {
    requests.increment();
    return store.get(object, from);
  }

  @Override
  public ObjectPage list(URI folder, Optional<String> after, int limit) throws IOException {
    requests.increment();
    return store.list(folder, after, limit);
  }

  @Override
  public void delete(Collection<URI> objects) throws IOException {
    requests.increment();
    store.delete(objects);
  }

  @Override
  public void close() {
    store.close();
  }
}
