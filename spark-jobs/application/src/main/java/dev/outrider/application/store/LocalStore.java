// SPDX-License-Identifier: Apache-2.0
package dev.outrider.application.store;

import dev.outrider.step.attempt.AttemptLayout;
import dev.outrider.step.store.FileTree;
import dev.outrider.step.store.StoreLocation;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Folders on a local disk ({@code file:}), through the JDK: Hadoop's local file system neither
 * creates atomically nor does without {@code .crc} files.
 */
final class LocalStore implements Store {

  @Override
  public boolean createIfAbsent(URI file, byte[] content) throws IOException {
    Path target = path(file);
    Files.createDirectories(target.getParent());
    Path whole = sibling(target);
    Files.write(whole, content, StandardOpenOption.CREATE_NEW);
    try {
      // A link is made or refused in one go, and the file behind it is whole already.
      Files.createLink(target, whole);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    } catch (UnsupportedOperationException e) {
      return createInPlace(target, content);
    } finally {
      Files.delete(whole);
    }
  }

  private static boolean createInPlace(Path target, byte[] content) throws IOException {
    try {
      Files.write(target, content, StandardOpenOption.CREATE_NEW);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    }
  }

  @Override
  public void write(URI file, byte[] content) throws IOException {
    Path target = path(file);
    Files.createDirectories(target.getParent());
    Path whole = sibling(target);
    try {
      Files.write(whole, content, StandardOpenOption.CREATE_NEW, StandardOpenOption.SYNC);
      Files.move(whole, target, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(whole);
    }
  }

  @Override
  public byte[] read(URI file) throws IOException {
    return Files.readAllBytes(path(file));
  }

  @Override
  public boolean exists(URI place) throws IOException {
    return Files.exists(path(place));
  }

  @Override
  public boolean isFree(URI folder) throws IOException {
    Path path = path(folder);
    if (!Files.exists(path)) {
      return true;
    }
    if (!Files.isDirectory(path)) {
      return false;
    }
    try (Stream<Path> children = Files.list(path)) {
      return !children.findAny().isPresent();
    }
  }

  @Override
  public List<StoredFile> list(URI place) throws IOException {
    StoreLocation folder = StoreLocation.of(place).folder();
    Path root = path(place);
    List<StoredFile> files = new ArrayList<>();
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<Path>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            String name = StoreLocation.nameOf(file);
            if (AttemptLayout.isCounted(name)) {
              String path = file.equals(root) ? name : folder.relativize(StoreLocation.of(file));
              String changed = attributes.lastModifiedTime().toInstant().toString();
              files.add(new StoredFile(path, attributes.size(), changed));
            }
            return FileVisitResult.CONTINUE;
          }
        });
    files.sort(Comparator.comparing(StoredFile::path));
    return files;
  }

  @Override
  public void upload(FileTree local, URI folder) throws IOException {
    local.copyTo(path(folder));
  }

  @Override
  public Path local(URI place, Path into) {
    return path(place);
  }

  static Path path(URI uri) {
    return StoreLocation.of(uri).file();
  }

  private static Path sibling(Path target) {
    return target.resolveSibling("." + target.getFileName() + "." + UUID.randomUUID());
  }
}
