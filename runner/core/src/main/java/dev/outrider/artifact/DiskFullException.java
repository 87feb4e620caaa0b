// SPDX-License-Identifier: Apache-2.0
package dev.outrider.artifact;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;

/** The disk of a file store has no room for an object; what was begun of it is taken away again. */
public final class DiskFullException extends FileSystemException {
  private static final long serialVersionUID = 1L;

  DiskFullException(Path file, IOException cause) {
    super(file.toString(), null, "its disk is full; make room, or set 'artifact-store' to another");
    initCause(cause);
  }

  /** Whether an error says that a disk is full; in English, as the system's own words are here. */
  public static boolean isFull(IOException e) {
    return e instanceof DiskFullException
        || String.valueOf(e.getMessage()).contains("No space left on device");
  }
}
