// SPDX-License-Identifier: Apache-2.0
package dev.outrider.step.store;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A file or a folder that a step gives as an output of type {@code Path}: all that is in it, each
 * under its name. Symbolic links that lead to something else in the folder stand for a copy of
 * that. What cannot be stored as it is was refused when this was made. Immutable.
 */
public final class FileTree {

  private final boolean isFolder;
  private final SortedMap<String, Path> folders;
  private final SortedMap<String, Path> files;

  private FileTree(
      boolean isFolder, SortedMap<String, Path> folders, SortedMap<String, Path> files) {
    this.isFolder = isFolder;
    this.folders = Collections.unmodifiableSortedMap(folders);
    this.files = Collections.unmodifiableSortedMap(files);
  }

  /**
   * Looks at a file or folder.
   *
   * @param root what the step gives
   * @param what names the output at the beginning of a message: {@code output 'report'}
   * @throws IOException when it is not there or cannot be read; or when it has, or is, what no
   *     store keeps: a link that leads out of the folder, to nothing, or into a circle; a pipe, a
   *     socket or a device; a name that is not UTF-8. The message names it.
   */
  public static FileTree of(Path root, String what) throws IOException {
    BasicFileAttributes attributes;
    try {
      attributes = Files.readAttributes(root, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    } catch (NoSuchFileException e) {
      throw new IOException(what + " is " + root + ", which is not there.", e);
    }
    Walk walk = new Walk(root, what);
    if (attributes.isSymbolicLink()) {
      throw new IOException(
          what
              + " is "
              + root
              + ", a symbolic link to "
              + Files.readSymbolicLink(root)
              + ". Return the file or folder itself.");
    }
    if (attributes.isDirectory()) {
      walk.folders.put("", root);
      walk.into(root, "");
    } else {
      walk.add(root, attributes, walk.name(root));
    }
    return new FileTree(attributes.isDirectory(), walk.folders, walk.files);
  }

  /** Whether it is a folder, and not one file. */
  public boolean isFolder() {
    return isFolder;
  }

  /** All folders by their names from the root on, the root's own being empty; parents first. */
  public SortedMap<String, Path> folders() {
    return folders;
  }

  /** All files by their names from the root on; the file itself under its name if it is one. */
  public SortedMap<String, Path> files() {
    return files;
  }

  /**
   * The names of the folders that have nothing in them, which stores of objects do not keep: an
   * empty one if the root itself has nothing in it. Empty if this is a file.
   */
  public Optional<List<String>> emptyFolders() {
    if (!isFolder) {
      return Optional.empty();
    }
    List<String> empty = new ArrayList<>();
    for (String each : folders.keySet()) {
      String prefix = each.isEmpty() ? "" : each + "/";
      if (!hasNext(folders, prefix, each) && !hasNext(files, prefix, each)) {
        empty.add(each);
      }
    }
    return Optional.of(Collections.unmodifiableList(empty));
  }

  /**
   * Makes the folders in a folder of this machine, which is made too; nothing if this is a file.
   *
   * @param target absolute
   */
  public void createFolders(Path target) throws IOException {
    Path parent = target.getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    for (Map.Entry<String, Path> each : folders.entrySet()) {
      String name = each.getKey();
      SourceMode.of(each.getValue())
          .createFolder(name.isEmpty() ? target : StoreLocation.fileIn(target, name));
    }
  }

  /**
   * Copies everything into a folder of this machine, which is made too.
   *
   * @param target absolute
   * @throws java.nio.file.FileAlreadyExistsException when a file is there already
   */
  public void copyTo(Path target) throws IOException {
    createFolders(target);
    Files.createDirectories(target);
    for (Map.Entry<String, Path> each : files.entrySet()) {
      Path file = StoreLocation.fileIn(target, each.getKey());
      try (OutputStream out =
          Channels.newOutputStream(SourceMode.of(each.getValue()).createFile(file))) {
        Files.copy(each.getValue(), out);
      }
    }
  }

  private static boolean hasNext(SortedMap<String, Path> all, String prefix, String itself) {
    for (String each : all.tailMap(prefix).keySet()) {
      if (!each.equals(itself)) {
        return each.startsWith(prefix);
      }
    }
    return false;
  }

  /** One look at all that is in a folder. */
  private static final class Walk {
    private final Path root;
    private final String what;
    private final SortedMap<String, Path> folders = new TreeMap<>();
    private final SortedMap<String, Path> files = new TreeMap<>();
    private final Set<Path> open = new HashSet<>();

    Walk(Path root, String what) {
      this.root = root;
      this.what = what;
    }

    void into(Path folder, String prefix) throws IOException {
      Path real = folder.toRealPath();
      open.add(real);
      SortedMap<String, Path> children = new TreeMap<>();
      try (DirectoryStream<Path> all = Files.newDirectoryStream(folder)) {
        for (Path each : all) {
          children.put(name(each), each);
        }
      } catch (DirectoryIteratorException e) {
        throw e.getCause();
      }
      for (Map.Entry<String, Path> child : children.entrySet()) {
        BasicFileAttributes attributes =
            Files.readAttributes(
                child.getValue(), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        String name = prefix + child.getKey();
        if (attributes.isSymbolicLink()) {
          Path target = target(child.getValue());
          add(target, Files.readAttributes(target, BasicFileAttributes.class), name);
        } else {
          add(child.getValue(), attributes, name);
        }
      }
      open.remove(real);
    }

    void add(Path file, BasicFileAttributes attributes, String name) throws IOException {
      if (attributes.isDirectory()) {
        folders.put(name, file);
        into(file, name + "/");
      } else if (attributes.isRegularFile()) {
        files.put(name, file);
      } else {
        throw new IOException(
            what
                + (file.equals(root) ? " is " : " has ")
                + file
                + ", which is neither a file nor a folder but a pipe, a socket or a device. Remove"
                + " it before the step returns.");
      }
    }

    private Path target(Path link) throws IOException {
      String linked =
          what + " has " + link + ", a symbolic link to " + Files.readSymbolicLink(link);
      Path target;
      try {
        target = link.toRealPath();
      } catch (NoSuchFileException e) {
        throw new IOException(linked + ", which is not there. Remove the link.", e);
      } catch (FileSystemException e) {
        throw new IOException(linked + ", which cannot be followed. Remove the link.", e);
      }
      if (!target.startsWith(root.toRealPath())) {
        throw new IOException(
            linked
                + ", which lies outside of the folder that the step returned. Copy what it leads to"
                + " into the folder, or remove the link.");
      }
      if (open.contains(target)) {
        throw new IOException(linked + ", a folder that the link itself lies in. Remove the link.");
      }
      return target;
    }

    String name(Path file) throws IOException {
      try {
        return StoreLocation.nameOf(file);
      } catch (IllegalArgumentException e) {
        throw new IOException(
            what
                + " has a file in "
                + file.toAbsolutePath().getParent()
                + " whose name cannot be stored: "
                + e.getMessage()
                + " Rename it.",
            e);
      }
    }
  }
}
