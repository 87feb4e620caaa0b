// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import dev.outrider.artifact.FileStore;
import dev.outrider.store.ArtifactStore;
import dev.outrider.store.ObjectPage;
import dev.outrider.store.StoredObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.UUID;

/** A file store whose objects can be waited for, and which can be out of reach for a while. */
final class WatchedStore implements ArtifactStore {
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

  private final ArtifactStore files = new FileStore(UUID::randomUUID);
  private String broken = "";
  private int refused;

  /** From now on no object is written whose URI has this text; none has the empty text. */
  synchronized void refuse(String part) {
    broken = part;
    refused = 0;
  }

  /** The text of a folder's objects, one after the other. */
  synchronized String text(URI folder) throws IOException {
    StringBuilder text = new StringBuilder();
    for (StoredObject object :
        files.list(folder, Optional.empty(), ArtifactStore.LARGEST_PAGE).objects()) {
      try (InputStream in = files.get(object.uri(), 0)) {
        text.append(new String(in.readAllBytes(), StandardCharsets.UTF_8));
      }
    }
    return text.toString();
  }

  /** Waits until a folder's text has a part. */
  synchronized void await(URI folder, String part) throws IOException, InterruptedException {
    long end = System.nanoTime() + LONGEST_WAIT.toNanos();
    while (!text(folder).contains(part)) {
      waitUntil(end, folder + " never had '" + part + "' but: " + text(folder));
    }
  }

  /** Waits until something was refused. */
  synchronized void awaitRefusal() throws InterruptedException {
    long end = System.nanoTime() + LONGEST_WAIT.toNanos();
    while (refused == 0) {
      waitUntil(end, "nothing was refused");
    }
  }

  private void waitUntil(long end, String otherwise) throws InterruptedException {
    long left = (end - System.nanoTime()) / 1_000_000;
    if (left <= 0) {
      throw new AssertionError(otherwise);
    }
    wait(left);
  }

  private void check(URI object) throws IOException {
    if (!broken.isEmpty() && object.toString().contains(broken)) {
      refused++;
      notifyAll();
      throw new IOException("out of reach");
    }
  }

  @Override
  public synchronized boolean putIfAbsent(URI object, byte[] content) throws IOException {
    check(object);
    return files.putIfAbsent(object, content);
  }

  @Override
  public synchronized void put(URI object, byte[] content) throws IOException {
    check(object);
    files.put(object, content);
    notifyAll();
  }

  @Override
  public synchronized void put(URI object, Path content) throws IOException {
    check(object);
    files.put(object, content);
  }

  @Override
  public Optional<StoredObject> head(URI object) throws IOException {
    return files.head(object);
  }

  @Override
  public InputStream get(URI object, long from) throws IOException {
    return files.get(object, from);
  }

  @Override
  public ObjectPage list(URI folder, Optional<String> after, int limit) throws IOException {
    return files.list(folder, after, limit);
  }

  @Override
  public void delete(Collection<URI> objects) throws IOException {
    files.delete(objects);
  }

  @Override
  public void close() {
    files.close();
  }
}
