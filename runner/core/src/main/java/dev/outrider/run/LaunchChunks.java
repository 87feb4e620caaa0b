// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import dev.outrider.step.attempt.AttemptLayout;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ThreadFactory;
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
  private final ThreadFactory threads;
  private final String name;
  private final Duration hold;
  private volatile boolean closed;

  /**
   * @param threads makes the thread
   * @param heartbeat lines and events are held back for a tenth of it, at least 0.2 s and at most 5
   *     s, as on a cluster
   */
  LaunchChunks(
      LaunchFolder folder,
      PlainLog log,
      PlainEvents events,
      ThreadFactory threads,
      Duration heartbeat) {
    this.logs = new Series(folder, AttemptLayout.LOGS, ".log", log::take);
    this.events = new Series(folder, AttemptLayout.EVENTS, ".jsonl", events::take);
    this.threads = threads;
    this.name = "log of step " + log.getName();
    Duration tenth = heartbeat.dividedBy(10);
    Duration atLeast = tenth.compareTo(SHORTEST_HOLD) < 0 ? SHORTEST_HOLD : tenth;
    this.hold = atLeast.compareTo(LONGEST_HOLD) > 0 ? LONGEST_HOLD : atLeast;
  }

  /** From now on until it is closed. */
  void start() {
    if (!closed) {
      Thread thread = threads.newThread(this::storeUntilClosed);
      thread.setName(name);
      thread.start();
    }
  }

  private synchronized void storeUntilClosed() {
    try {
      while (!closed) {
        tryToStore();
        wait(hold.toMillis());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
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
  public synchronized void close() {
    closed = true;
    notifyAll();
  }

  private void tryToStore() {
    try {
      storeRest();
    } catch (IOException | RuntimeException e) {
      // tried again with the next chunk; only the last one must succeed
    }
  }

  /** The chunks of one folder. */
  private static final class Series {
    private final LaunchFolder folder;
    private final String path;
    private final String extension;
    private final Supplier<byte[]> source;
    private byte[] unstored = new byte[0];
    private int count;

    Series(LaunchFolder folder, String path, String extension, Supplier<byte[]> source) {
      this.folder = folder;
      this.path = path;
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
        folder.lay(path + AttemptLayout.numbered(count + 1, extension), unstored);
        unstored = new byte[0];
        count++;
      }
    }
  }
}
