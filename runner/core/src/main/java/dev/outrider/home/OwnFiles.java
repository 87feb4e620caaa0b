// SPDX-License-Identifier: Apache-2.0
package dev.outrider.home;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;

/** Whose files are, and files that are this user's alone from their first moment on. */
public final class OwnFiles {
  /** The bits of a mode that let the group and others write. */
  static final int FOREIGN_WRITING = 022;

  private static final String UNIX = "unix";
  private static final Path SELF = Path.of("/proc/self");

  /**
   * Who owns a file, and what its mode allows; a link is not followed.
   *
   * @param uid the owner's number
   * @param mode the permissions, of which 0700 are the owner's
   */
  record Rights(int uid, int mode, boolean link) {}

  private OwnFiles() {}

  /** Whether files here have owners and modes. */
  static boolean areKnown() {
    return FileSystems.getDefault().supportedFileAttributeViews().contains(UNIX);
  }

  /** The number of the user that this process runs as. */
  static int user() throws IOException {
    if (Files.exists(SELF)) {
      return (Integer) Files.getAttribute(SELF, "unix:uid");
    }
    Path mine = Files.createTempFile("outrider", ".uid");
    try {
      return (Integer) Files.getAttribute(mine, "unix:uid");
    } finally {
      Files.delete(mine);
    }
  }

  static Rights rights(Path file) throws IOException {
    Map<String, Object> found =
        Files.readAttributes(file, "unix:uid,mode", LinkOption.NOFOLLOW_LINKS);
    return new Rights(
        (Integer) found.get("uid"), (Integer) found.get("mode") & 0777, Files.isSymbolicLink(file));
  }

  /**
   * Whether a file or folder is this user's, not a link, and written by no other user. False when
   * it is not there.
   */
  public static boolean isOwn(Path file) {
    if (!areKnown()) {
      return Files.exists(file);
    }
    try {
      Rights rights = rights(file);
      return !rights.link() && rights.uid() == user() && (rights.mode() & FOREIGN_WRITING) == 0;
    } catch (IOException e) {
      return false;
    }
  }

  /** For a file that only this user may read and write. */
  public static FileAttribute<?>[] ofFile() {
    return permissions("rw-------");
  }

  /** For a folder that only this user may enter. */
  public static FileAttribute<?>[] ofFolder() {
    return permissions("rwx------");
  }

  /** For a folder that others may enter, where the umask lets them, but not change. */
  public static FileAttribute<?>[] ofReadableFolder() {
    return permissions("rwxr-xr-x");
  }

  private static FileAttribute<?>[] permissions(String text) {
    return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(text))
        }
        : new FileAttribute<?>[0];
  }
}
