// SPDX-License-Identifier: Apache-2.0
package dev.outrider.plugin.toy;

import dev.outrider.store.ArtifactStore;
import dev.outrider.store.ObjectPage;
import dev.outrider.store.StoredObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Keeps {@code toy://HOST/NAME} in the file {@code HOST/NAME} of a folder. */
final class ToyStore implements ArtifactStore {
  private final Path root;

  ToyStore(Path root) {
    this.root = root;
  }

  @Override
  public boolean putIfAbsent(URI object, byte[] content) throws IOException {
    Path file = object(object);
    Path written = write(content, file);
    try {
      Files.createLink(file, written);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    } finally {
      Files.delete(written);
    }
  }

  @Override
  public void put(URI object, byte[] content) throws IOException {
    Path file = object(object);
    Files.move(write(content, file), file, StandardCopyOption.ATOMIC_MOVE);
  }

  @Override
  public void put(URI object, Path content) throws IOException {
    put(object, Files.readAllBytes(content));
  }

  private Path write(byte[] content, Path file) throws IOException {
    Files.createDirectories(file.getParent());
    Path unfinished = Files.createDirectories(root.resolve("unfinished"));
    return Files.write(Files.createTempFile(unfinished, "toy", ""), content);
  }

  @Override
  public Optional<StoredObject> head(URI object) throws IOException {
    Path file = object(object);
    return Files.isRegularFile(file) ? Optional.of(stored(object, file)) : Optional.empty();
  }

  private static StoredObject stored(URI object, Path file) throws IOException {
    BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
    return new StoredObject(
        object,
        now.size(),
        now.lastModifiedTime().toInstant(),
        now.lastModifiedTime() + "-" + now.fileKey());
  }

  @Override
  public InputStream get(URI object, long from) throws IOException {
    InputStream in = Files.newInputStream(object(object));
    in.skip(from);
    return in;
  }

  @Override
  public ObjectPage list(URI folder, Optional<String> after, int limit) throws IOException {
    Path start = file(folder);
    if (!folder.getPath().endsWith("/")) {
      throw new IllegalArgumentException(folder + " does not end in a slash");
    }
    if (!Files.isDirectory(start)) {
      return new ObjectPage(List.of(), Optional.empty());
    }
    List<String> names;
    try (Stream<Path> files = Files.walk(start)) {
      names =
          files
              .filter(Files::isRegularFile)
              .map(each -> start.relativize(each).toString())
              .filter(name -> after.isEmpty() || name.compareTo(after.get()) > 0)
              .sorted()
              .limit(limit + 1L)
              .toList();
    }
    List<String> page = names.subList(0, Math.min(limit, names.size()));
    List<StoredObject> objects = new ArrayList<>();
    for (String name : page) {
      objects.add(stored(folder.resolve(encoded(name)), start.resolve(name)));
    }
    return new ObjectPage(
        objects, names.size() > limit ? Optional.of(page.get(page.size() - 1)) : Optional.empty());
  }

  private static URI encoded(String name) {
    // A name of the form a:b alone would be taken for a scheme.
    String path = URI.create(Path.of("/" + name).toUri().toASCIIString()).getRawPath();
    return URI.create("./" + path.substring(1));
  }

  @Override
  public void delete(Collection<URI> objects) throws IOException {
    for (URI each : objects) {
      Files.deleteIfExists(object(each));
    }
  }

  private Path object(URI object) {
    if (object.getPath().endsWith("/")) {
      throw new IllegalArgumentException(object + " ends in a slash");
    }
    return file(object);
  }

  private Path file(URI uri) {
    if (!List.of("toy", "toybox").contains(uri.getScheme()) || uri.getAuthority() == null) {
      throw new IllegalArgumentException(uri + " is none of this store");
    }
    return root.resolve(uri.getAuthority() + uri.getPath());
  }

  @Override
  public void close() {}
}
