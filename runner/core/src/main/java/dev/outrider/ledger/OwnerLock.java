// SPDX-License-Identifier: Apache-2.0
package dev.outrider.ledger;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * A lock on a file that says that a process is there: the kernel holds it for a process that is
 * stopped, and frees it for one that has ended, however that was. Thread-safe.
 */
public final class OwnerLock implements AutoCloseable {
  /** How a lock is seen. */
  enum Seen {
    HELD,
    FREE,
    /** There is no such file, or it cannot be opened. */
    UNKNOWN
  }

  private static final Set<OpenOption> OPTIONS =
      Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);

  /**
   * The files whose lock this process holds; guarded by itself. As wide as the process because a
   * POSIX lock is: closing any second channel of a file would release the lock of the first.
   */
  private static final Set<Path> HELD = new HashSet<>();

  private final Path file;
  private final FileChannel channel;

  private OwnerLock(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /**
   * Takes a lock; makes the file, of mode 0600, if it is missing.
   *
   * @return empty when the lock is held, by this process or another
   * @throws IOException when the file cannot be locked
   */
  static Optional<OwnerLock> take(Path file) throws IOException {
    synchronized (HELD) {
      while (true) {
        if (HELD.contains(file)) {
          return Optional.empty();
        }
        FileChannel channel =
            FileChannel.open(
                file,
                OPTIONS,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
          Optional<Object> opened = key(file);
          FileLock lock = channel.tryLock();
          if (lock == null) {
            channel.close();
            return Optional.empty();
          }
          // its former holder removes the file while it holds the lock
          if (opened.isPresent() && opened.equals(key(file))) {
            HELD.add(file);
            return Optional.of(new OwnerLock(file, channel));
          }
          channel.close();
        } catch (IOException | RuntimeException e) {
          channel.close();
          throw e;
        }
      }
    }
  }

  /** Looks whether a lock is held, by this process or another. */
  static Seen look(Path file) {
    synchronized (HELD) {
      if (HELD.contains(file)) {
        return Seen.HELD;
      }
      // shared: two that look at once do not see each other
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
          FileLock lock = channel.tryLock(0, Long.MAX_VALUE, true)) {
        return lock == null ? Seen.HELD : Seen.FREE;
      } catch (IOException e) {
        return Seen.UNKNOWN;
      }
    }
  }

  private static Optional<Object> key(Path file) throws IOException {
    try {
      return Optional.ofNullable(Files.readAttributes(file, BasicFileAttributes.class).fileKey());
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /** The file's name. */
  String name() {
    return file.getFileName().toString();
  }

  /** Releases the lock, and removes its file. A second call does nothing. */
  @Override
  public void close() {
    synchronized (HELD) {
      if (HELD.remove(file)) {
        try (channel) {
          Files.deleteIfExists(file);
        } catch (IOException e) {
          // the kernel releases it at the end of the process at the latest
        }
      }
    }
  }
}
