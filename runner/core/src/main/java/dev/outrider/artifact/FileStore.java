// SPDX-License-Identifier: Apache-2.0
package dev.outrider.artifact;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.outrider.step.store.SourceMode;
import dev.outrider.step.store.StoreLocation;
import dev.outrider.store.ArtifactStore;
import dev.outrider.store.ObjectPage;
import dev.outrider.store.StoredObject;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * The store of {@code file:} URIs: a folder of this machine, or one that machines share. An object
 * is written beside its place, synced, and moved there, so that a reader sees it whole or not at
 * all and a loss of power takes none that was reported as written. Create-if-absent is a hard link,
 * which a file system gives to one only. An object that is written from a file can be read by no
 * more users than the file; every other has the mode that the umask gives.
 */
public final class FileStore implements ArtifactStore {

  /** What is being written; never listed. */
  private static final String WRITING = ".outrider-writing-";

  /** With less room than this, in bytes, a disk is full. */
  private static final long LEAST_ROOM = 4096;

  /** How often a folder may be deleted under the hands of one who writes into it. */
  private static final int MOST_TRIES = 100;

  private final Supplier<UUID> ids;
  private final boolean syncs;

  /**
   * @param ids draws the names of what is being written
   */
  public FileStore(Supplier<UUID> ids) {
    this(ids, true);
  }

  private FileStore(Supplier<UUID> ids, boolean syncs) {
    this.ids = ids;
    this.syncs = syncs;
  }

  @Override
  public ArtifactStore withoutSync() {
    return new FileStore(ids, false);
  }

  @Override
  public boolean putIfAbsent(URI object, byte[] content) throws IOException {
    Path target = file(object);
    Path written = write(target, ByteBuffer.wrap(content));
    try {
      Files.createLink(target, written);
      sync(target.getParent());
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    } finally {
      Files.deleteIfExists(written);
    }
  }

  @Override
  public void put(URI object, byte[] content) throws IOException {
    Path target = file(object);
    move(write(target, ByteBuffer.wrap(content)), target);
  }

  @Override
  public void put(URI object, Path content) throws IOException {
    Path target = file(object);
    Path writing = writing(target);
    try (FileChannel from = FileChannel.open(content);
        FileChannel to = create(writing, SourceMode.of(content))) {
      for (long at = 0, size = from.size(); at < size; ) {
        long read = from.transferTo(at, size - at, to);
        if (read == 0) {
          throw new EOFException(content + " was " + size + " bytes and has become " + at);
        }
        at += read;
      }
      sync(to);
    } catch (IOException e) {
      throw notWritten(target, writing, e);
    }
    move(writing, target);
  }

  @Override
  public Optional<StoredObject> head(URI object) throws IOException {
    Path path = file(object);
    try {
      BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
      return attributes.isRegularFile()
          ? Optional.of(stored(location(object), attributes))
          : Optional.empty();
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (FileSystemException e) {
      if (liesBelowAFile(path)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  @Override
  public InputStream get(URI object, long from) throws IOException {
    Path path = file(object);
    if (from < 0) {
      throw new IllegalArgumentException("A position is 0 or more, not " + from + ".");
    }
    FileChannel channel;
    try {
      channel = FileChannel.open(path);
    } catch (NoSuchFileException e) {
      throw e;
    } catch (FileSystemException e) {
      throw liesBelowAFile(path) ? new NoSuchFileException(path.toString()) : e;
    }
    try {
      if (Files.isDirectory(path)) {
        throw new NoSuchFileException(path.toString());
      }
      // a file system has a largest position, which is not a long's
      channel.position(Math.min(from, channel.size()));
      return Channels.newInputStream(channel);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /** A path below a file does not exist; the system says so only in its error text. */
  private static boolean liesBelowAFile(Path path) {
    for (Path each = path.getParent(); each != null; each = each.getParent()) {
      if (Files.isRegularFile(each)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public ObjectPage list(URI folder, Optional<String> after, int limit) throws IOException {
    StoreLocation location = location(folder);
    if (!location.isFolder()) {
      throw new IllegalArgumentException(folder + " must end in a slash to be listed.");
    }
    if (limit < 1 || limit > LARGEST_PAGE) {
      throw new IllegalArgumentException(
          "A page has 1 to " + LARGEST_PAGE + " objects, not " + limit + ".");
    }
    Walk walk = new Walk(location, after.orElse(""), limit);
    walk.into(location.file(), "");
    // One more than asked for was gathered where there is one: it says that there is a next page.
    boolean more = walk.found.size() > limit;
    List<StoredObject> objects = more ? walk.found.subList(0, limit) : walk.found;
    return new ObjectPage(objects, more ? Optional.of(walk.keys.get(limit - 1)) : Optional.empty());
  }

  /**
   * Deletes the objects, and the folders that are empty then: a file store has no other use for
   * them.
   */
  @Override
  public void delete(Collection<URI> objects) throws IOException {
    for (Path each : objects.stream().map(FileStore::file).toList()) {
      try {
        // a folder, even an empty one, is no object
        if (!Files.isDirectory(each) && Files.deleteIfExists(each)) {
          deleteEmpty(each.getParent());
        }
      } catch (FileSystemException e) {
        if (!liesBelowAFile(each)) {
          throw e;
        }
      }
    }
  }

  @Override
  public void close() {}

  private static void deleteEmpty(Path folder) throws IOException {
    try {
      for (Path each = folder; each != null && each.getNameCount() > 1; each = each.getParent()) {
        Files.delete(each);
      }
    } catch (DirectoryNotEmptyException | NoSuchFileException e) {
      return;
    }
  }

  /** A walk in the order of the keys' bytes, which is not that of the folders' names. */
  private static final class Walk {
    private static final Comparator<String> BYTES =
        (a, b) -> Arrays.compareUnsigned(a.getBytes(UTF_8), b.getBytes(UTF_8));

    private final StoreLocation root;
    private final String after;
    private final int limit;
    private final List<StoredObject> found = new ArrayList<>();
    private final List<String> keys = new ArrayList<>();

    Walk(StoreLocation root, String after, int limit) {
      this.root = root;
      this.after = after;
      this.limit = limit;
    }

    void into(Path folder, String prefix) throws IOException {
      for (Map.Entry<String, Path> child : children(folder).entrySet()) {
        String key = prefix + child.getKey();
        boolean isFolder = key.endsWith("/");
        boolean before = BYTES.compare(key, after) <= 0 && !(isFolder && after.startsWith(key));
        if (found.size() > limit || before) {
          continue;
        }
        if (isFolder) {
          into(child.getValue(), key);
        } else {
          try {
            BasicFileAttributes attributes =
                Files.readAttributes(child.getValue(), BasicFileAttributes.class);
            found.add(stored(root.resolve(key), attributes));
            keys.add(key);
          } catch (NoSuchFileException e) {
            continue; // deleted since the folder was read
          }
        }
      }
    }

    /** By name; that of a folder ends in a slash. */
    private static SortedMap<String, Path> children(Path folder) throws IOException {
      SortedMap<String, Path> children = new TreeMap<>(BYTES);
      try (DirectoryStream<Path> all = Files.newDirectoryStream(folder)) {
        for (Path each : all) {
          String name = name(each);
          if (!name.startsWith(WRITING)) {
            children.put(name + (Files.isDirectory(each) ? "/" : ""), each);
          }
        }
      } catch (NoSuchFileException | NotDirectoryException e) {
        return new TreeMap<>();
      } catch (DirectoryIteratorException e) {
        throw e.getCause();
      }
      return children;
    }

    private static String name(Path file) throws IOException {
      try {
        return StoreLocation.nameOf(file);
      } catch (IllegalArgumentException e) {
        throw new FileSystemException(file.toString(), null, e.getMessage() + " Rename it.");
      }
    }
  }

  private Path write(Path target, ByteBuffer content) throws IOException {
    Path writing = writing(target);
    try (FileChannel to = create(writing, SourceMode.usual())) {
      while (content.hasRemaining()) {
        to.write(content);
      }
      sync(to);
      return writing;
    } catch (IOException e) {
      throw notWritten(target, writing, e);
    }
  }

  /**
   * What a channel throws names no file, and what is thrown of the source or of what is being
   * written does not name the object.
   */
  private static IOException notWritten(Path target, Path writing, IOException e) {
    delete(writing, e);
    if (isFull(target, e)) {
      return new DiskFullException(target, e);
    }
    String reason = e.getClass() == IOException.class ? e.getMessage() : e.toString();
    FileSystemException named = new FileSystemException(target.toString(), null, reason);
    named.initCause(e);
    return named;
  }

  /**
   * Whether a disk is full. The error says so only in its text, in the system's language, so the
   * disk itself is checked as well.
   */
  private static boolean isFull(Path target, IOException e) {
    if (DiskFullException.isFull(e)) {
      return true;
    }
    try {
      return Files.getFileStore(target.getParent()).getUsableSpace() < LEAST_ROOM;
    } catch (IOException unknown) {
      e.addSuppressed(unknown);
      return false;
    }
  }

  private static void delete(Path writing, IOException e) {
    try {
      Files.deleteIfExists(writing);
    } catch (IOException left) {
      e.addSuppressed(left);
    }
  }

  private Path writing(Path target) {
    return target.resolveSibling(WRITING + ids.get());
  }

  /**
   * Makes a file, and its folder where that is not there yet, or not any more: another may delete
   * an empty one at any moment.
   */
  private static FileChannel create(Path path, SourceMode mode) throws IOException {
    for (int tries = 1; ; tries++) {
      try {
        if (tries > 1) {
          Files.createDirectories(path.getParent());
        }
        return mode.createFile(path);
      } catch (NoSuchFileException e) {
        if (tries == MOST_TRIES) {
          throw e;
        }
      }
    }
  }

  private void move(Path written, Path target) throws IOException {
    try {
      Files.move(written, target, StandardCopyOption.ATOMIC_MOVE);
      sync(target.getParent());
    } catch (IOException e) {
      Files.deleteIfExists(written);
      throw e;
    }
  }

  /** The entry in the folder is data too. */
  private void sync(Path folder) throws IOException {
    if (syncs) {
      try (FileChannel channel = FileChannel.open(folder)) {
        sync(channel);
      }
    }
  }

  private void sync(FileChannel channel) throws IOException {
    if (syncs) {
      channel.force(true);
    }
  }

  private static StoredObject stored(StoreLocation location, BasicFileAttributes attributes) {
    String etag =
        attributes.fileKey()
            + "-"
            + attributes.size()
            + "-"
            + attributes.lastModifiedTime().toInstant();
    return new StoredObject(
        location.uri(), attributes.size(), attributes.lastModifiedTime().toInstant(), etag);
  }

  private static Path file(URI object) {
    StoreLocation location = location(object);
    if (location.isFolder()) {
      throw new IllegalArgumentException(
          object + " is a folder; an object's URI has no slash last.");
    }
    if (location.name().startsWith(WRITING)) {
      throw new IllegalArgumentException(
          object + " has a name that is reserved for what is being written: " + WRITING + "*.");
    }
    return location.file();
  }

  private static StoreLocation location(URI uri) {
    if (!"file".equalsIgnoreCase(uri.getScheme()) || uri.isOpaque() || uri.getAuthority() != null) {
      throw new IllegalArgumentException(uri + " is no absolute file: URI of this machine.");
    }
    return StoreLocation.of(uri);
  }
}
