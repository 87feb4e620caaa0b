// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor;

import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.LockSupport;

/**
 * Lets one submission of a key through at a time, of all threads and processes of this machine: for
 * a platform that makes a second job of one key when it is asked twice. The system takes the lock
 * away from a process that dies.
 *
 * @param channel of a file that is there as long as the work folder
 * @param lock held until this is closed
 */
public record SubmissionLock(FileChannel channel, FileLock lock) implements Closeable {
  private static final long LOOK_NANOS = 5_000_000;

  /**
   * Waits until no other submission of the key goes on.
   *
   * @param work the operator's work folder, on a local disk; may be missing yet
   * @throws InterruptedIOException when the thread is interrupted, whose flag stays set
   */
  public static SubmissionLock of(Path work, AttemptKey key) throws IOException {
    return of(work.resolve(key.value() + ".lock"), "while " + key + " is submitted elsewhere");
  }

  /**
   * Waits until nobody else has a file, which may be read and written through the channel then.
   *
   * @param file on a local disk; made where it is missing, with its folder
   * @param when for the message of an interrupt: {@code while others write it}
   * @throws InterruptedIOException when the thread is interrupted, whose flag stays set
   */
  public static SubmissionLock of(Path file, String when) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    try {
      while (true) {
        FileLock lock = tried(channel);
        if (lock != null) {
          return new SubmissionLock(channel, lock);
        }
        LockSupport.parkNanos(LOOK_NANOS);
        if (Thread.currentThread().isInterrupted()) {
          throw new InterruptedIOException("interrupted " + when);
        }
      }
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static FileLock tried(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null; // another thread of this process has it
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
