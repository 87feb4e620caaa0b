// SPDX-License-Identifier: Apache-2.0
package dev.outrider.application.store;

import dev.outrider.step.store.FileTree;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/**
 * Files and folders where an attempt's data lies, by URI. Folder URIs end in a slash. Thread-safe.
 */
public interface Store {

  /**
   * Creates a small file unless it exists. Of several callers at most one gets true if the store
   * can create atomically: local disks and HDFS can; some object stores cannot.
   *
   * @return whether this call created the file
   */
  boolean createIfAbsent(URI file, byte[] content) throws IOException;

  /** Creates or replaces a small file; readers see the old content or the new one, never a part. */
  void write(URI file, byte[] content) throws IOException;

  /** The content of a small file. */
  byte[] read(URI file) throws IOException;

  /** Whether a file, a folder or a match of a pattern ({@code *}) is there. */
  boolean exists(URI place) throws IOException;

  /** Whether a folder is missing or has nothing in it. */
  boolean isFree(URI folder) throws IOException;

  /**
   * All files below a folder, or the file itself, sorted by path; without Hadoop's {@code .crc}
   * files.
   */
  List<StoredFile> list(URI place) throws IOException;

  /** Copies a local file, or what a local folder has in it, into a folder. */
  void upload(FileTree local, URI folder) throws IOException;

  /**
   * Makes a file or folder available on the local disk.
   *
   * @param into an empty folder for the copy; not used where the place is local already
   */
  Path local(URI place, Path into) throws IOException;
}
