// SPDX-License-Identifier: Apache-2.0
package dev.outrider.application;

import dev.outrider.step.attempt.AttemptContext;
import dev.outrider.step.attempt.EnvironmentRecord;
import dev.outrider.step.attempt.ErrorRecord;
import dev.outrider.step.attempt.ExitCode;
import dev.outrider.step.attempt.Formats;
import dev.outrider.step.attempt.OutputRecord;
import dev.outrider.step.attempt.Result;
import dev.outrider.step.text.Masks;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * How a launch ends: by its own outcome, by its deadline, or by an exit that the step called. The
 * first of them is written, once; the others find it decided. Thread-safe.
 */
final class Ending {

  private final AttemptContext context;
  private final String launch;
  private final LaunchFiles files;
  private final EventLog events;
  private final Masks masks;
  private final Clock clock;
  private final Instant started;
  private final AtomicBoolean decided = new AtomicBoolean();
  private final CountDownLatch written = new CountDownLatch(1);
  private volatile Optional<Heartbeat> heartbeat = Optional.empty();
  private volatile EnvironmentRecord environment = Sessions.describe(Optional.empty());
  private volatile ExitCode exitCode = ExitCode.FAILED;

  Ending(
      AttemptContext context,
      String launch,
      LaunchFiles files,
      EventLog events,
      Masks masks,
      Clock clock) {
    this.context = context;
    this.launch = launch;
    this.files = files;
    this.events = events;
    this.masks = masks;
    this.clock = clock;
    this.started = clock.instant();
  }

  void follow(Heartbeat heartbeat) {
    this.heartbeat = Optional.of(heartbeat);
  }

  void ranOn(EnvironmentRecord environment) {
    this.environment = environment;
  }

  boolean isDecided() {
    return decided.get();
  }

  Instant started() {
    return started;
  }

  /**
   * Ends the launch as succeeded, with all its outputs.
   *
   * @return how it ended: as this call says when it was the first
   */
  ExitCode succeed(Map<String, OutputRecord> outputs) throws IOException {
    return end(ExitCode.SUCCEEDED, Result.SUCCEEDED, outputs, Optional.empty());
  }

  /** Ends the launch as failed; as {@link #succeed}. */
  ExitCode fail(ExitCode code, ErrorRecord error) throws IOException {
    return end(code, Result.FAILED, Collections.emptyMap(), Optional.of(masked(error)));
  }

  private ErrorRecord masked(ErrorRecord error) {
    return new ErrorRecord(
        error.kind(),
        masks.mask(error.type()),
        masks.mask(error.message()),
        masks.mask(error.stackTrace()));
  }

  private ExitCode end(
      ExitCode code, String status, Map<String, OutputRecord> outputs, Optional<ErrorRecord> error)
      throws IOException {
    if (!decided.compareAndSet(false, true)) {
      awaitWritten();
      return exitCode;
    }
    try {
      exitCode = code;
      events.ended(status);
      heartbeat.ifPresent(Heartbeat::close);
      files.finish(
          new Result(
              Formats.CURRENT,
              status,
              context.run(),
              context.pipeline(),
              context.step(),
              context.attempt(),
              context.key(),
              launch,
              started,
              clock.instant(),
              outputs,
              events.metrics(),
              environment,
              error));
      return code;
    } finally {
      written.countDown();
    }
  }

  /** The interrupt, if any, was for the step, which is over. */
  private void awaitWritten() {
    boolean interrupted = false;
    while (true) {
      try {
        written.await();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
