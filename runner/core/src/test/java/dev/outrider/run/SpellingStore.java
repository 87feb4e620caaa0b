// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.outrider.artifact.FileStore;
import dev.outrider.step.store.StoreLocation;
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
import java.util.Optional;
import java.util.UUID;

/**
 * A store of {@code odd://bucket/} URIs, as files below a folder. It lists its objects by URIs that
 * have every sign escaped that is not a letter or a digit, as stores may.
 */
final class SpellingStore implements ArtifactStore {
  private static final StoreLocation ROOT = StoreLocation.of(URI.create("odd://bucket/"));

  private final FileStore files = new FileStore(UUID::randomUUID);
  private final StoreLocation folder;
  private final List<URI> foreign = new ArrayList<>();

  SpellingStore(Path folder) {
    this.folder = StoreLocation.of(folder).folder();
  }

  /** Lists this beside what is there, whatever folder is listed. */
  void listAlso(URI object) {
    foreign.add(object);
  }

  /** The URI of a name with everything escaped that can be, or nothing that need not be. */
  static URI spelled(String name, boolean escaped) {
    if (!escaped) {
      return ROOT.resolve(name).uri();
    }
    StringBuilder text = new StringBuilder(ROOT.toString());
    for (byte each : name.getBytes(UTF_8)) {
      boolean plain = each == '/' || each > 0 && Character.isLetterOrDigit(each);
      text.append(plain ? "" + (char) each : String.format("%%%02X", each & 0xff));
    }
    return URI.create(text.toString());
  }

  private URI file(URI uri) {
    return folder.resolve(ROOT.relativize(StoreLocation.of(uri))).uri();
  }

  private StoredObject listed(StoredObject file) {
    String name = folder.relativize(StoreLocation.of(file.uri()));
    return new StoredObject(spelled(name, true), file.bytes(), file.modified(), file.etag());
  }

  @Override
  public boolean putIfAbsent(URI object, byte[] content) throws IOException {
    return files.putIfAbsent(file(object), content);
  }

  @Override
  public void put(URI object, byte[] content) throws IOException {
    files.put(file(object), content);
  }

  @Override
  public void put(URI object, Path content) throws IOException {
    files.put(file(object), content);
  }

  @Override
  public Optional<StoredObject> head(URI object) throws IOException {
    return files.head(file(object)).map(this::listed);
  }

  @Override
  public InputStream get(URI object, long from) throws IOException {
    return foreign.contains(object) ? InputStream.nullInputStream() : files.get(file(object), from);
  }

  @Override
  public ObjectPage list(URI folder, Optional<String> after, int limit) throws IOException {
    ObjectPage page = files.list(file(folder), after, limit);
    List<StoredObject> objects =
        new ArrayList<>(page.objects().stream().map(this::listed).toList());
    for (URI each : foreign) {
      objects.add(new StoredObject(each, 0, objects.get(0).modified(), "etag"));
    }
    return new ObjectPage(objects, page.next());
  }

  @Override
  public void delete(Collection<URI> objects) throws IOException {
    files.delete(objects.stream().map(this::file).toList());
  }

  @Override
  public void close() {}
}
