// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.base.submit;

import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Lets one at a time through, of all threads and processes of this machine. The kernel holds the
 * lock for a process that is stopped, and frees it for one that has died.
 */
public final class SubmissionLock implements Closeable {
  private static final long LOOK_NANOS = 5_000_000;

  /**
   * The files that this process has open for their locks. A process has one lock for each file,
   * whichever channel took it, and closing any channel of the file releases that lock (POSIX,
   * fcntl): so the process has one channel for each file, which its threads share.
   */
  private static final Map<Path, Shared> OPEN = new HashMap<>();

  private final Path file;
  private final Shared shared;
  private boolean isClosed;

  /** A file's channel, and who may use it. */
  private static final class Shared {
    final Semaphore turn = new Semaphore(1);
    FileChannel channel;
    FileLock lock;
    int users;

    /** Code of another class loader has a channel too, whose lock a close would release. */
    boolean isKept;
  }

  private SubmissionLock(Path file, Shared shared) {
    this.file = file;
    this.shared = shared;
  }

  /**
   * Takes the lock of a file, and waits for it.
   *
   * @param wanted on a local disk; made if it is missing, with its folder; not deleted afterwards
   * @param limit how long to wait for others
   * @return empty if others still hold it
   * @throws InterruptedIOException when the thread is interrupted, whose flag stays set
   * @throws IOException when the file cannot be used
   */
  public static Optional<SubmissionLock> take(Path wanted, Duration limit) throws IOException {
    Path folder = Files.createDirectories(wanted.toAbsolutePath().getParent()).toRealPath();
    Path file = folder.resolve(wanted.getFileName());
    Shared shared = entered(file);
    boolean isTaken = false;
    try {
      long end = System.nanoTime() + limit.toNanos();
      if (shared.turn.tryAcquire(limit.toNanos(), TimeUnit.NANOSECONDS)) {
        try {
          isTaken = isLocked(file, shared, end);
        } finally {
          if (!isTaken) {
            shared.turn.release();
          }
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while another submission holds " + file);
    } finally {
      if (!isTaken) {
        left(file, shared);
      }
    }
    return isTaken ? Optional.of(new SubmissionLock(file, shared)) : Optional.empty();
  }

  private static boolean isLocked(Path file, Shared shared, long end)
      throws IOException, InterruptedException {
    // an interrupt closes the channel of the thread that reads or writes
    if (shared.channel == null || !shared.channel.isOpen()) {
      shared.channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }
    while (!isTried(shared)) {
      if (System.nanoTime() - end >= 0) {
        return false;
      }
      LockSupport.parkNanos(LOOK_NANOS);
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
    return true;
  }

  private static boolean isTried(Shared shared) throws IOException {
    try {
      shared.lock = shared.channel.tryLock();
      return shared.lock != null;
    } catch (OverlappingFileLockException e) {
      shared.isKept = true;
      return false;
    }
  }

  private static Shared entered(Path file) {
    synchronized (OPEN) {
      Shared shared = OPEN.computeIfAbsent(file, each -> new Shared());
      shared.users++;
      return shared;
    }
  }

  private static void left(Path file, Shared shared) throws IOException {
    synchronized (OPEN) {
      if (--shared.users == 0 && !shared.isKept) {
        OPEN.remove(file);
        if (shared.channel != null) {
          shared.channel.close();
        }
      }
    }
  }

  /** The file's channel, to be read and written while this is held; not to be closed. */
  public FileChannel channel() {
    return shared.channel;
  }

  @Override
  public synchronized void close() throws IOException {
    if (isClosed) {
      return;
    }
    isClosed = true;
    try {
      if (shared.channel.isOpen()) {
        shared.lock.release();
      }
    } finally {
      shared.turn.release();
      left(file, shared);
    }
  }
}
