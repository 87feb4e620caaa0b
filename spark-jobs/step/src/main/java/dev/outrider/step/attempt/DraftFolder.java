// SPDX-License-Identifier: Apache-2.0
package dev.outrider.step.attempt;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A folder for files that a process needs for a while, readable by its user only. {@link #close}
 * deletes it. A process that is killed leaves it behind: the next folder that is made in the same
 * place, or {@link #sweep}, deletes it then. A file lock, which the kernel frees when its process
 * ends, distinguishes a folder in use from one left behind. Thread-safe.
 */
public final class DraftFolder implements Closeable {
  private static final String PREFIX = "outrider-";
  private static final String LOCK = ".lock";

  /**
   * In the name of each folder of this process, which must not open their locks a second time: to
   * close that channel would free the lock.
   */
  private static final String PROCESS = UUID.randomUUID().toString().substring(0, 8);

  private final Path path;

  /** Holds the lock; open as long as the folder is in use. */
  private final FileChannel lock;

  private DraftFolder(Path path, FileChannel lock) {
    this.path = path;
    this.lock = lock;
  }

  /**
   * Makes a folder among the temporary files of this machine.
   *
   * @throws IOException if it cannot be made
   */
  public static DraftFolder make() throws IOException {
    return in(temporary());
  }

  /**
   * Makes a folder in another one, and deletes what killed processes have left there.
   *
   * @param place exists
   * @throws IOException if the folder cannot be made
   */
  public static DraftFolder in(Path place) throws IOException {
    sweep(place);
    while (true) {
      Path folder = Files.createTempDirectory(place, PREFIX + PROCESS + "-");
      Path file = folder.resolve(LOCK);
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
      try {
        channel.lock();
        if (Files.exists(file)) {
          return new DraftFolder(folder, channel);
        }
        // another process has swept the folder in the instant before it was locked
        channel.close();
      } catch (IOException | RuntimeException e) {
        channel.close();
        delete(folder);
        throw e;
      }
    }
  }

  /** Deletes what killed processes have left among the temporary files of this machine. */
  public static void sweep() {
    sweep(temporary());
  }

  private static void sweep(Path place) {
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(place, PREFIX + "*")) {
      for (Path each : folders) {
        if (!each.getFileName().toString().startsWith(PREFIX + PROCESS)) {
          deleteIfLeft(each);
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      return; // what is left there does no harm
    }
  }

  /** Folders of other users, and those of this name that are not ours, have no lock to open. */
  private static void deleteIfLeft(Path folder) {
    Path file = folder.resolve(LOCK);
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
      if (channel.tryLock() != null) {
        delete(folder);
      }
    } catch (IOException | OverlappingFileLockException e) {
      return;
    }
  }

  private static Path temporary() {
    return Paths.get(System.getProperty("java.io.tmpdir"));
  }

  /** The folder. */
  public Path path() {
    return path;
  }

  /**
   * Deletes the folder with all that is in it. What cannot be deleted now does not hide how the
   * work on it went: a later process deletes it.
   */
  @Override
  public void close() {
    delete(path);
    try {
      lock.close();
    } catch (IOException e) {
      return; // the end of the process frees it
    }
  }

  /** The lock goes last, so that what could not be deleted is found again. */
  private static void delete(Path folder) {
    Path lock = folder.resolve(LOCK);
    try (Stream<Path> walk = Files.walk(folder)) {
      List<Path> files =
          walk.filter(file -> !file.equals(folder) && !file.equals(lock))
              .sorted(Comparator.reverseOrder())
              .collect(Collectors.toList());
      for (Path file : files) {
        Files.deleteIfExists(file);
      }
      Files.deleteIfExists(lock);
      Files.deleteIfExists(folder);
    } catch (IOException | UncheckedIOException e) {
      return;
    }
  }
}
