// SPDX-License-Identifier: Apache-2.0
package dev.outrider.step.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Who may read a copy: its owner, and those who may read the source and whom the umask does not
 * keep out. The copy has its mode before it has any content. On a file system without POSIX
 * permissions it has the usual ones. Immutable.
 */
public final class SourceMode {
  private static final Set<PosixFilePermission> OF_GROUP =
      PosixFilePermissions.fromString("---rwx---");

  private final Optional<PosixFileAttributes> source;

  private SourceMode(Optional<PosixFileAttributes> source) {
    this.source = source;
  }

  /** As the umask has it: for what has no source. */
  public static SourceMode usual() {
    return new SourceMode(Optional.empty());
  }

  /**
   * No wider than a file's or a folder's.
   *
   * @param source is there
   */
  public static SourceMode of(Path source) throws IOException {
    PosixFileAttributeView view = Files.getFileAttributeView(source, PosixFileAttributeView.class);
    return new SourceMode(view == null ? Optional.empty() : Optional.of(view.readAttributes()));
  }

  /**
   * Creates a file, opened for writing.
   *
   * @throws FileAlreadyExistsException when it is there
   */
  public FileChannel createFile(Path target) throws IOException {
    Set<StandardOpenOption> options =
        EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    FileChannel channel = FileChannel.open(target, options, attributes(target, "rw-rw-rw-"));
    try {
      narrow(target);
      return channel;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /** Creates a folder unless it is there; its parent is there. */
  public void createFolder(Path target) throws IOException {
    try {
      Files.createDirectory(target, attributes(target, "rwxrwxrwx"));
      narrow(target);
    } catch (FileAlreadyExistsException e) {
      if (!Files.isDirectory(target)) {
        throw e;
      }
    }
  }

  private FileAttribute<?>[] attributes(Path target, String most) {
    boolean isPosix =
        target.getFileSystem().supportedFileAttributeViews().contains("posix")
            && source.isPresent();
    return isPosix
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(permissions(PosixFilePermissions.fromString(most)))
        }
        : new FileAttribute<?>[0];
  }

  private Set<PosixFilePermission> permissions(Set<PosixFilePermission> most) {
    Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
    for (PosixFilePermission each : most) {
      if (each.name().startsWith("OWNER") || source.get().permissions().contains(each)) {
        permissions.add(each);
      }
    }
    return permissions;
  }

  /**
   * The bits of a group are worth what the source's bits are for others, if it is another group.
   */
  private void narrow(Path target) throws IOException {
    PosixFileAttributeView view = Files.getFileAttributeView(target, PosixFileAttributeView.class);
    if (view == null || !source.isPresent()) {
      return;
    }
    PosixFileAttributes made = view.readAttributes();
    GroupPrincipal group = source.get().group();
    Set<PosixFilePermission> permissions = EnumSet.copyOf(made.permissions());
    if (!made.group().equals(group)) {
      for (PosixFilePermission each : OF_GROUP) {
        PosixFilePermission ofOthers =
            PosixFilePermission.valueOf(each.name().replace("GROUP", "OTHERS"));
        if (!source.get().permissions().contains(ofOthers)) {
          permissions.remove(each);
        }
      }
    }
    if (!permissions.equals(made.permissions())) {
      view.setPermissions(permissions);
    }
  }
}
