// SPDX-License-Identifier: Apache-2.0
package dev.outrider.testkit;

import dev.outrider.store.ArtifactStore;
import dev.outrider.store.ObjectPage;
import dev.outrider.store.StoredObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Optional;

/** A store whose server does not answer. What takes that for an answer overrides a method. */
class NoAnswer implements ArtifactStore {

  private static IOException none(Object uri) {
    return new IOException(uri + ": the server does not answer");
  }

  @Override
  public boolean putIfAbsent(URI object, byte[] content) throws IOException {
    throw none(object);
  }

  @Override
  public void put(URI object, byte[] content) throws IOException {
    throw none(object);
  }

  @Override
  public void put(URI object, Path content) throws IOException {
    throw none(object);
  }

  @Override
  public Optional<StoredObject> head(URI object) throws IOException {
    throw none(object);
  }

  @Override
  public InputStream get(URI object, long from) throws IOException {
    throw none(object);
  }

  @Override
  public ObjectPage list(URI folder, Optional<String> after, int limit) throws IOException {
    throw none(folder);
  }

  @Override
  public void delete(Collection<URI> objects) throws IOException {
    throw none(objects);
  }

  @Override
  public void close() {}
}
