// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.base.submit;

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
 * Whose turn it is to make a call that a platform counts by account, of all operators of this user
 * that share the account: a token bucket. A file holds when all turns that were given are used up;
 * while it cannot be used, or a stopped process holds its lock, every turn is now, and the platform
 * may refuse. Thread-safe, also for other processes with the same file.
 *
 * @param file on a local disk; may be missing yet
 * @param rate how often the call may be made
 * @param clock the current time
 * @param pause waits
 */
public record CallTurns(Path file, Rate rate, InstantSource clock, Pause pause) {

  /**
   * How often a call may be made. State what is left for these operators where others call, too.
   *
   * @param burst how many at once after a long pause; 1 or more
   * @param each the time that one more takes
   */
  public record Rate(int burst, Duration each) {}

  /** Each holder has the lock for milliseconds, unless its process is stopped. */
  private static final Duration LOCK_LIMIT = Duration.ofSeconds(2);

  /** More than 250 that wait are not expected: it was another clock that said so. */
  private static final Duration FARTHEST = Duration.ofMinutes(10);

  /**
   * Takes the next turn, and waits for it.
   *
   * @throws InterruptedIOException when the thread was interrupted, whose flag stays set
   */
  public void await() throws InterruptedIOException {
    Duration wait;
    try {
      wait = taken();
    } catch (InterruptedIOException e) {
      throw e;
    } catch (IOException e) {
      wait = Duration.ZERO;
    }
    if (!wait.isZero() && !pause.isTaken(wait)) {
      throw new InterruptedIOException("interrupted while it waited for its turn");
    }
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
      Instant turn = usedUp.minus(rate.each().multipliedBy(rate.burst() - 1L));
      write(lock.channel(), usedUp.plus(rate.each()));
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
