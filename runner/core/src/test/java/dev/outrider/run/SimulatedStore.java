// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import dev.outrider.step.attempt.AttemptLayout;
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
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** An artifact store in the memory of a world. */
final class SimulatedStore implements ArtifactStore {
  private record Content(StoredObject object, byte[] bytes) {}

  private static final String ORDER_FOLDER =
      AttemptLayout.ORDER.substring(0, AttemptLayout.ORDER.indexOf('/') + 1);

  private final World world;
  private final TreeMap<String, Content> objects = new TreeMap<>();
  private final List<String> frozen = new ArrayList<>();

  SimulatedStore(World world) {
    this.world = world;
  }

  @Override
  public boolean putIfAbsent(URI object, byte[] content) {
    if (objects.containsKey(object.toString())) {
      return false;
    }
    put(object, content);
    return true;
  }

  @Override
  public void put(URI object, byte[] content) {
    keep(object.toString(), Optional.of(content));
    Instant now = world.now();
    StoredObject stored =
        new StoredObject(object, content.length, now, Long.toString(now.toEpochMilli()));
    objects.put(object.toString(), new Content(stored, content));
  }

  @Override
  public void put(URI object, Path content) {
    throw new IllegalStateException("no files in a simulation");
  }

  @Override
  public Optional<StoredObject> head(URI object) {
    return Optional.ofNullable(objects.get(object.toString())).map(Content::object);
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
      page.add(each.getValue().object());
      if (page.size() == limit) {
        return new ObjectPage(page, Optional.of(each.getKey()));
      }
    }
    return new ObjectPage(page, Optional.empty());
  }

  @Override
  public void delete(Collection<URI> gone) {
    for (URI object : gone) {
      keep(object.toString(), Optional.empty());
      objects.remove(object.toString());
    }
  }

  @Override
  public void close() {}

  /** From now on nothing below a folder may change. */
  void freeze(URI folder) {
    frozen.add(folder.toString());
  }

  private void keep(String object, Optional<byte[]> next) {
    for (String folder : frozen) {
      if (object.startsWith(folder)) {
        Optional<byte[]> now = Optional.ofNullable(objects.get(object)).map(Content::bytes);
        if (now.isEmpty() || next.isEmpty() || !Arrays.equals(now.get(), next.get())) {
          throw new Violation("no committed output changes: " + object + " does");
        }
      }
    }
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

    private boolean isOrder(URI object) {
      return object.getPath().contains("/" + ORDER_FOLDER);
    }

    private void read(URI object) throws IOException {
      Fault fault = isOrder(object) ? Fault.ORDER_UNREADABLE : Fault.STORE_UNREADABLE;
      if (world.strikes(fault, () -> process + " reads " + object)) {
        throw new IOException("503 for " + object);
      }
    }

    private void write(URI object) throws IOException {
      Fault fault = isOrder(object) ? Fault.ORDER_NOT_WRITTEN : Fault.STORE_FULL;
      if (world.strikes(fault, () -> process + " writes " + object)) {
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
