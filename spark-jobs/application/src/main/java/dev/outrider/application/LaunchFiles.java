// SPDX-License-Identifier: Apache-2.0
package dev.outrider.application;

import dev.outrider.application.log.LogBuffer;
import dev.outrider.application.store.Store;
import dev.outrider.step.attempt.AttemptContext;
import dev.outrider.step.attempt.AttemptLayout;
import dev.outrider.step.attempt.Claim;
import dev.outrider.step.attempt.Formats;
import dev.outrider.step.attempt.Mark;
import dev.outrider.step.attempt.Result;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Optional;

/** Where a launch writes: its claim, marks, events, logs, outputs and result. Thread-safe. */
final class LaunchFiles {

  private static final int CHUNK_BYTES = 1 << 20;

  private final Store store;
  private final Clock clock;
  private final String launch;
  private final String key;
  private final URI attemptFolder;
  private final URI launchFolder;
  private final Optional<URI> marks;
  private int logChunks;
  private int eventChunks;
  private byte[] unstoredEvents = new byte[0];

  /**
   * @param alone whether the step runs without an orchestrator: the attempt's folder is then the
   *     launch's folder too
   */
  LaunchFiles(Store store, Clock clock, AttemptContext context, String launch, boolean alone) {
    this.store = store;
    this.clock = clock;
    this.launch = launch;
    this.key = context.key();
    this.attemptFolder = context.folder();
    this.launchFolder = alone ? attemptFolder : attemptFolder.resolve(launch + "/");
    this.marks = context.marks();
  }

  /** Claims the attempt; false when another launch has it. */
  boolean claim(String host) throws IOException {
    Claim claim = new Claim(Formats.CURRENT, launch, host, clock.instant());
    return store.createIfAbsent(attemptFolder.resolve(AttemptLayout.CLAIM), bytes(claim));
  }

  URI launchFolder() {
    return launchFolder;
  }

  URI output(String name) {
    return launchFolder.resolve(AttemptLayout.OUTPUTS + name + "/");
  }

  URI result() {
    return launchFolder.resolve(AttemptLayout.RESULT);
  }

  /** Says that the launch is alive. */
  void beat() throws IOException {
    if (marks.isPresent()) {
      Mark mark = new Mark(Formats.CURRENT, launch, clock.instant(), Optional.empty());
      store.write(marks.get().resolve(AttemptLayout.beat(key)), bytes(mark));
    }
  }

  /** Stores the lines that wait, in as many numbered chunks as they need. */
  synchronized void storeLogs(LogBuffer buffer) throws IOException {
    for (byte[] chunk = buffer.take(CHUNK_BYTES);
        chunk.length > 0;
        chunk = buffer.take(CHUNK_BYTES)) {
      String name = AttemptLayout.LOGS + AttemptLayout.numbered(logChunks + 1, ".log");
      try {
        store.write(launchFolder.resolve(name), chunk);
        logChunks++;
      } catch (IOException e) {
        buffer.putBack(chunk);
        throw e;
      }
    }
  }

  /** Stores the events that wait, as one numbered chunk. */
  synchronized void storeEvents(EventLog events) throws IOException {
    byte[] fresh = events.take();
    byte[] chunk = new byte[unstoredEvents.length + fresh.length];
    System.arraycopy(unstoredEvents, 0, chunk, 0, unstoredEvents.length);
    System.arraycopy(fresh, 0, chunk, unstoredEvents.length, fresh.length);
    unstoredEvents = chunk;
    if (chunk.length > 0) {
      String name = AttemptLayout.EVENTS + AttemptLayout.numbered(eventChunks + 1, ".jsonl");
      store.write(launchFolder.resolve(name), chunk);
      eventChunks++;
      unstoredEvents = new byte[0];
    }
  }

  /** Writes the result, and after it the mark that says so. */
  void finish(Result result) throws IOException {
    store.write(result(), bytes(result));
    if (marks.isPresent()) {
      Mark mark = new Mark(Formats.CURRENT, launch, clock.instant(), Optional.of(result.status()));
      store.write(marks.get().resolve(AttemptLayout.done(key)), bytes(mark));
    }
  }

  private static byte[] bytes(Object document) {
    return Formats.write(document).getBytes(StandardCharsets.UTF_8);
  }
}
