// SPDX-License-Identifier: Apache-2.0
package dev.outrider.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.outrider.step.store.StoreLocation;
import dev.outrider.store.ArtifactStore;
import dev.outrider.store.ObjectPage;
import dev.outrider.store.StoredObject;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A store of {@code memory:} URIs that keeps every promise. What breaks one overrides a method. */
class MemoryStore implements ArtifactStore {

  final Memory memory;

  MemoryStore(Memory memory) {
    this.memory = memory;
  }

  @Override
  public boolean putIfAbsent(URI object, byte[] content) throws IOException {
    return memory.create(name(object), content.clone());
  }

  @Override
  public void put(URI object, byte[] content) throws IOException {
    memory.write(name(object), content.clone());
  }

  @Override
  public void put(URI object, Path content) throws IOException {
    String name = name(object);
    memory.write(name, read(object, content));
  }

  /** The whole source. */
  byte[] read(URI object, Path content) throws IOException {
    try (SeekableByteChannel source = Files.newByteChannel(content)) {
      ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(source.size()));
      while (bytes.hasRemaining()) {
        if (source.read(bytes) < 0) {
          throw new EOFException(content + " has become shorter");
        }
      }
      return bytes.array();
    } catch (IOException e) {
      throw new IOException(object + " was not written: " + e.getMessage(), e);
    }
  }

  @Override
  public Optional<StoredObject> head(URI object) throws IOException {
    String name = name(object);
    return Optional.ofNullable(memory.objects().get(name)).map(each -> stored(name, each));
  }

  @Override
  public InputStream get(URI object, long from) throws IOException {
    String name = name(object);
    if (from < 0) {
      throw new IllegalArgumentException("A position is 0 or more, not " + from + ".");
    }
    Memory.Content content = memory.objects().get(name);
    if (content == null) {
      throw new NoSuchFileException(object.toString());
    }
    byte[] bytes = content.bytes();
    int start = (int) Math.min(from, bytes.length);
    return new ByteArrayInputStream(bytes, start, bytes.length - start);
  }

  @Override
  public ObjectPage list(URI folder, Optional<String> after, int limit) throws IOException {
    if (!folder.getPath().endsWith("/")) {
      throw new IllegalArgumentException(folder + " does not end in a slash.");
    }
    if (limit < 1 || limit > LARGEST_PAGE) {
      throw new IllegalArgumentException("A page has no " + limit + " objects.");
    }
    return page(prefix(folder), after, limit);
  }

  ObjectPage page(String prefix, Optional<String> after, int limit) throws IOException {
    List<StoredObject> objects = new ArrayList<>();
    String last = null;
    for (Map.Entry<String, Memory.Content> each :
        memory.objects().tailMap(after.orElse(prefix), after.isEmpty()).entrySet()) {
      if (!each.getKey().startsWith(prefix)) {
        break;
      }
      if (objects.size() == limit) {
        return new ObjectPage(objects, Optional.of(last));
      }
      last = each.getKey();
      objects.add(stored(last, each.getValue()));
    }
    return new ObjectPage(objects, Optional.empty());
  }

  @Override
  public void delete(Collection<URI> objects) throws IOException {
    for (String each : objects.stream().map(this::name).toList()) {
      memory.objects().remove(each);
    }
  }

  @Override
  public void close() {}

  /** The name of an object. */
  String name(URI object) {
    String name = decoded(object);
    if (name.endsWith("/") || List.of(name.split("/")).stream().anyMatch(MemoryStore::isDots)) {
      throw new IllegalArgumentException(object + " is no object's URI.");
    }
    return name;
  }

  private static boolean isDots(String part) {
    return part.equals(".") || part.equals("..");
  }

  String decoded(URI uri) {
    return "/" + StoreLocation.of(uri).key();
  }

  String prefix(URI folder) {
    return decoded(folder);
  }

  StoredObject stored(String name, Memory.Content content) {
    return new StoredObject(uri(name), content.bytes().length, content.modified(), content.etag());
  }

  URI uri(String name) {
    String encoded = URLEncoder.encode(name, UTF_8).replace("+", "%20").replace("%2F", "/");
    return URI.create("memory://server" + encoded);
  }
}
