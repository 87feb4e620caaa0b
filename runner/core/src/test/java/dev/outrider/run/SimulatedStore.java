// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import dev.outrider.store.ArtifactStore;
import dev.outrider.store.ObjectPage;
import dev.outrider.store.StoredObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** An artifact store in the memory of a world. */
final class SimulatedStore implements ArtifactStore {
  private record Content(byte[] bytes, Instant modified) {}

  private final World world;
  private final TreeMap<String, Content> objects = new TreeMap<>();

  SimulatedStore(World world) {
    this.world = world;
  }

  @Override
  public boolean putIfAbsent(URI object, byte[] content) {
    return objects.putIfAbsent(object.toString(), new Content(content, world.now())) == null;
  }

  @Override
  public void put(URI object, byte[] content) {
    objects.put(object.toString(), new Content(content, world.now()));
  }

  @Override
  public void put(URI object, Path content) {
    throw new IllegalStateException("no files in a simulation");
  }

  @Override
  public Optional<StoredObject> head(URI object) {
    return Optional.ofNullable(objects.get(object.toString()))
        .map(content -> stored(object.toString(), content));
  }

  @Override
  public InputStream get(URI object, long from) throws IOException {
    Content content = objects.get(object.toString());
    if (content == null) {
      throw new NoSuchFileException(object.toString());
    }
    return new ByteArrayInputStream(
        content.bytes(), (int) from, Math.max(0, content.bytes().length - (int) from));
  }

  @Override
  public ObjectPage list(URI folder, Optional<String> after, int limit) {
    String prefix = folder.toString();
    List<StoredObject> page = new ArrayList<>();
    for (Map.Entry<String, Content> each :
        objects.tailMap(after.orElse(prefix), after.isEmpty()).entrySet()) {
      if (!each.getKey().startsWith(prefix)) {
        break;
      }
      page.add(stored(each.getKey(), each.getValue()));
      if (page.size() == limit) {
        return new ObjectPage(page, Optional.of(each.getKey()));
      }
    }
    return new ObjectPage(page, Optional.empty());
  }

  private static StoredObject stored(String uri, Content content) {
    return new StoredObject(
        URI.create(uri), content.bytes().length, content.modified(), content.modified().toString());
  }

  @Override
  public void delete(Collection<URI> gone) {
    gone.forEach(object -> objects.remove(object.toString()));
  }

  @Override
  public void close() {}

  /** All that lies below a folder, to be compared. */
  String fingerprint(URI folder) {
    StringBuilder text = new StringBuilder();
    String prefix = folder.toString();
    for (Map.Entry<String, Content> each : objects.tailMap(prefix).entrySet()) {
      if (!each.getKey().startsWith(prefix)) {
        break;
      }
      text.append(each.getKey())
          .append(' ')
          .append(java.util.Arrays.hashCode(each.getValue().bytes));
      text.append('\n');
    }
    return text.toString();
  }

  /** This store as an orchestrator reaches it: now and then it does not answer. */
  ArtifactStore reachedBy(World.Process process) {
    return new Reached(process);
  }

  private final class Reached implements ArtifactStore {
    private final World.Process process;

    Reached(World.Process process) {
      this.process = process;
    }

    private void read(URI object) throws IOException {
      if (world.strikes(Fault.STORE_UNREADABLE, process + " reads " + object)) {
        throw new IOException("503 for " + object);
      }
    }

    private void write(URI object) throws IOException {
      if (world.strikes(Fault.STORE_FULL, process + " writes " + object)) {
        throw new IOException("No space left on device: " + object);
      }
    }

    @Override
    public boolean putIfAbsent(URI object, byte[] content) throws IOException {
      write(object);
      return SimulatedStore.this.putIfAbsent(object, content);
    }

    @Override
    public void put(URI object, byte[] content) throws IOException {
      write(object);
      SimulatedStore.this.put(object, content);
    }

    @Override
    public void put(URI object, Path content) {
      SimulatedStore.this.put(object, content);
    }

    @Override
    public Optional<StoredObject> head(URI object) throws IOException {
      read(object);
      return SimulatedStore.this.head(object);
    }

    @Override
    public InputStream get(URI object, long from) throws IOException {
      read(object);
      return SimulatedStore.this.get(object, from);
    }

    @Override
    public ObjectPage list(URI folder, Optional<String> after, int limit) throws IOException {
      read(folder);
      return SimulatedStore.this.list(folder, after, limit);
    }

    @Override
    public void delete(Collection<URI> gone) {
      SimulatedStore.this.delete(gone);
    }

    @Override
    public void close() {}
  }
}
