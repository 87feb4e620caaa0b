// SPDX-License-Identifier: Apache-2.0
package dev.outrider.application;

import dev.outrider.application.log.DriverOutput;
import dev.outrider.application.log.LogBuffer;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Stores beats, logs and events while the step runs, on one thread of its own. A store that is out
 * of reach never fails the step: what could not be stored is tried again with the next beat.
 */
final class Heartbeat implements AutoCloseable {

  private static final Duration LONGEST_HOLD = Duration.ofSeconds(5);
  private static final Duration SHORTEST_HOLD = Duration.ofMillis(200);

  private final LaunchFiles files;
  private final LogBuffer logs;
  private final DriverOutput output;
  private final EventLog events;
  private final PrintStream err;
  private final ScheduledExecutorService thread;
  private boolean complained;

  Heartbeat(
      LaunchFiles files, LogBuffer logs, DriverOutput output, EventLog events, PrintStream err) {
    this.files = files;
    this.logs = logs;
    this.output = output;
    this.events = events;
    this.err = err;
    this.thread =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "outrider-heartbeat");
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * @param heartbeat the time between two beats; logs and events are held back for a tenth of it,
   *     at least 0.2 s and at most 5 s
   */
  void start(Duration heartbeat) {
    long beat = Math.max(1, heartbeat.toMillis());
    long hold = Math.max(SHORTEST_HOLD.toMillis(), Math.min(LONGEST_HOLD.toMillis(), beat / 10));
    thread.scheduleWithFixedDelay(() -> attempt(files::beat), 0, beat, TimeUnit.MILLISECONDS);
    thread.scheduleWithFixedDelay(() -> attempt(this::store), 0, hold, TimeUnit.MILLISECONDS);
  }

  /** Stores what waits now, on the caller's thread. */
  void store() throws IOException {
    files.storeEvents(events);
    files.storeLogs(logs);
  }

  /** Stops, and stores what is left, also a line that has not ended. */
  @Override
  public void close() {
    thread.shutdown();
    try {
      thread.awaitTermination(LONGEST_HOLD.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    output.flush();
    attempt(this::store);
  }

  /** Stores what was printed after {@link #close}. */
  void storeLastWords() {
    output.flush();
    attempt(() -> files.storeLogs(logs));
  }

  private void attempt(Storing work) {
    try {
      work.run();
      complained = false;
    } catch (IOException | RuntimeException e) {
      if (!complained) {
        complained = true;
        err.println(
            "outrider: cannot store logs, events or beats in " + files.launchFolder() + ": " + e);
      }
    }
  }

  private interface Storing {
    void run() throws IOException;
  }
}
