// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.aws.emr;

import dev.outrider.flavor.base.submit.Pause;
import dev.outrider.flavor.base.submit.SubmissionLock;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/**
 * Whose turn it is to call {@code AddJobFlowSteps}, of all operators of this user that ask one
 * account in one region. An account may call it 10 times at once and once each 2 s: Service Quotas
 * of EMR. What is left over is for other programs. A file holds when all turns that were given are
 * used up; while it cannot be used, or a stopped process holds its lock, every turn is now, and EMR
 * may refuse. Thread-safe, also for other processes with the same file.
 *
 * @param file on a local disk; may be missing yet
 * @param clock tells the time
 * @param pause waits
 */
record SubmissionTurns(Path file, InstantSource clock, Pause pause) {
  private static final int BURST = 8;
  private static final Duration EACH = Duration.ofMillis(2250);

  /** Each holder has the lock for milliseconds, unless its process is stopped. */
  private static final Duration LOCK_LIMIT = Duration.ofSeconds(2);

  /** More than 250 that wait are not expected: it was another clock that said so. */
  private static final Duration FARTHEST = Duration.ofMinutes(10);

  /**
   * Takes the next turn, and waits for it.
   *
   * @return false where the thread was interrupted, whose flag stays set
   */
  boolean await() {
    Duration wait;
    try {
      wait = taken();
    } catch (InterruptedIOException e) {
      return false;
    } catch (IOException e) {
      wait = Duration.ZERO;
    }
    return wait.isZero() || pause.isTaken(wait);
  }

  /** How long it is until the turn that was taken. */
  private Duration taken() throws IOException {
    Optional<SubmissionLock> taken = SubmissionLock.take(file, LOCK_LIMIT);
    if (taken.isEmpty()) {
      return Duration.ZERO;
    }
    try (SubmissionLock lock = taken.get()) {
      Instant now = clock.instant();
      Instant usedUp = usedUp(lock.channel(), now);
      Instant turn = usedUp.minus(EACH.multipliedBy(BURST - 1L));
      write(lock.channel(), usedUp.plus(EACH));
      return turn.isAfter(now) ? Duration.between(now, turn) : Duration.ZERO;
    }
  }

  private static Instant usedUp(FileChannel channel, Instant now) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(64);
    channel.read(bytes, 0);
    try {
      Instant read =
          Instant.parse(new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8));
      return read.isBefore(now) || read.isAfter(now.plus(FARTHEST)) ? now : read;
    } catch (DateTimeParseException e) {
      return now;
    }
  }

  private static void write(FileChannel channel, Instant usedUp) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(usedUp.toString().getBytes(StandardCharsets.UTF_8));
    channel.truncate(0);
    channel.write(bytes, 0);
  }
}
