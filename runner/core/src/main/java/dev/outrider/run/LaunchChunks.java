// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import dev.outrider.step.attempt.AttemptLayout;
import dev.outrider.store.ArtifactStore;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Stores what a plain step logs and reports while it runs, in numbered chunks, on one thread of its
 * own. A store that is out of reach does not fail the running step: what could not be stored is
 * tried again with the next chunk. Thread-safe.
 */
final class LaunchChunks implements AutoCloseable {
  private static final Duration LONGEST_HOLD = Duration.ofSeconds(5);
  private static final Duration SHORTEST_HOLD = Duration.ofMillis(200);

  private final Series logs;
  private final Series events;
  private final ScheduledExecutorService thread;
  private final Duration hold;
  private boolean closed;

  /**
   * @param folder the launch's folder
   * @param threads makes the thread, when the first chunk is due
   * @param heartbeat lines and events are held back for a tenth of it, at least 0.2 s and at most 5
   *     s, as on a cluster
   */
  LaunchChunks(
      ArtifactStore store,
      URI folder,
      PlainLog log,
      PlainEvents events,
      ThreadFactory threads,
      Duration heartbeat) {
    this.logs = new Series(store, folder.resolve(AttemptLayout.LOGS), ".log", log::take);
    this.events = new Series(store, folder.resolve(AttemptLayout.EVENTS), ".jsonl", events::take);
    this.thread =
        Executors.newSingleThreadScheduledExecutor(
            work -> {
              Thread made = threads.newThread(work);
              made.setName("log of step " + log.getName());
              return made;
            });
    Duration tenth = heartbeat.dividedBy(10);
    Duration atLeast = tenth.compareTo(SHORTEST_HOLD) < 0 ? SHORTEST_HOLD : tenth;
    this.hold = atLeast.compareTo(LONGEST_HOLD) > 0 ? LONGEST_HOLD : atLeast;
  }

  void start() {
    thread.scheduleWithFixedDelay(this::tryToStore, 0, hold.toMillis(), TimeUnit.MILLISECONDS);
  }

  /**
   * Stores what is left.
   *
   * @throws IOException when it cannot be stored
   */
  synchronized void storeRest() throws IOException {
    events.store();
    logs.store();
  }

  /** Stops, and stores nothing afterwards. */
  @Override
  public void close() {
    thread.shutdown();
    synchronized (this) {
      closed = true;
    }
  }

  private synchronized void tryToStore() {
    if (closed) {
      return;
    }
    try {
      storeRest();
    } catch (IOException | RuntimeException e) {
      // tried again with the next chunk; only the last one must succeed
    }
  }

  /** The chunks of one folder. */
  private static final class Series {
    private final ArtifactStore store;
    private final URI folder;
    private final String extension;
    private final Supplier<byte[]> source;
    private byte[] unstored = new byte[0];
    private int count;

    Series(ArtifactStore store, URI folder, String extension, Supplier<byte[]> source) {
      this.store = store;
      this.folder = folder;
      this.extension = extension;
      this.source = source;
    }

    /** What could not be stored before, and what waits now. */
    void store() throws IOException {
      put();
      unstored = source.get();
      put();
    }

    private void put() throws IOException {
      if (unstored.length > 0) {
        store.put(folder.resolve(AttemptLayout.numbered(count + 1, extension)), unstored);
        unstored = new byte[0];
        count++;
      }
    }
  }
}
