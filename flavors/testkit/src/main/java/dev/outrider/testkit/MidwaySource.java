// SPDX-License-Identifier: Apache-2.0
package dev.outrider.testkit;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.ReadOnlyFileSystemException;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.spi.FileSystemProvider;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A file to be read, to which something happens when its reader comes to a certain byte. It is a
 * path of a file system of its own, however the reader opens it: as a stream, as a channel, or by
 * copying it. It cannot be written, mapped or turned into a {@link java.io.File}.
 */
final class MidwaySource implements Path {

  /** What happens; the reader goes on, ends there, or sees an error. */
  interface Event {
    /**
     * @return whether there is more to read
     */
    boolean happens() throws IOException;
  }

  private final Path file;
  private final long position;
  private final Event event;
  private final FileSystem system = new OneFileSystem();

  private MidwaySource(Path file, long position, Event event) {
    this.file = file;
    this.position = position;
    this.event = event;
  }

  /** Cannot be read from the position on. */
  static Path failing(Path file, long position) {
    return new MidwaySource(
        file,
        position,
        () -> {
          throw new IOException("the disk of the source is broken");
        });
  }

  /** Ends at the position, though it was longer when it was opened. */
  static Path shrinking(Path file, long position) {
    return new MidwaySource(file, position, () -> false);
  }

  /** Is whole; the event happens once, before the byte at the position is read. */
  static Path watched(Path file, long position, Runnable event) {
    AtomicBoolean happened = new AtomicBoolean();
    return new MidwaySource(
        file,
        position,
        () -> {
          if (happened.compareAndSet(false, true)) {
            event.run();
          }
          return true;
        });
  }

  /** Reads the file up to the position, and on only when the event lets it. */
  private final class Channel extends FileChannel {
    private final FileChannel channel;
    private boolean ended;

    Channel(FileChannel channel) {
      this.channel = channel;
    }

    /** How many bytes may be read at a place: as many as are asked for, or fewer, or none. */
    private long readable(long at, long count) throws IOException {
      if (at < position) {
        return Math.min(count, position - at);
      }
      ended = !event.happens();
      return ended ? 0 : count;
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
      int read = read(into, channel.position());
      channel.position(channel.position() + Math.max(read, 0));
      return read;
    }

    @Override
    public int read(ByteBuffer into, long at) throws IOException {
      if (!into.hasRemaining()) {
        return 0;
      }
      int count = (int) readable(at, into.remaining());
      if (count == 0) {
        return -1;
      }
      ByteBuffer part = into.slice().limit(count);
      int read = channel.read(part, at);
      into.position(into.position() + Math.max(read, 0));
      return read;
    }

    @Override
    public long read(ByteBuffer[] into, int offset, int length) throws IOException {
      for (int i = offset; i < offset + length; i++) {
        if (into[i].hasRemaining()) {
          return read(into[i]);
        }
      }
      return 0;
    }

    @Override
    public long transferTo(long at, long count, WritableByteChannel target) throws IOException {
      return channel.transferTo(at, readable(at, count), target);
    }

    @Override
    public long position() throws IOException {
      return channel.position();
    }

    @Override
    public FileChannel position(long at) throws IOException {
      channel.position(at);
      return this;
    }

    @Override
    public long size() throws IOException {
      return ended ? position : channel.size();
    }

    @Override
    protected void implCloseChannel() throws IOException {
      channel.close();
    }

    @Override
    public int write(ByteBuffer from) {
      throw new ReadOnlyFileSystemException();
    }

    @Override
    public int write(ByteBuffer from, long at) {
      throw new ReadOnlyFileSystemException();
    }

    @Override
    public long write(ByteBuffer[] from, int offset, int length) {
      throw new ReadOnlyFileSystemException();
    }

    @Override
    public FileChannel truncate(long size) {
      throw new ReadOnlyFileSystemException();
    }

    @Override
    public void force(boolean metaData) {}

    @Override
    public long transferFrom(ReadableByteChannel from, long at, long count) {
      throw new ReadOnlyFileSystemException();
    }

    @Override
    public MappedByteBuffer map(MapMode mode, long at, long size) {
      throw new UnsupportedOperationException();
    }

    @Override
    public FileLock lock(long at, long size, boolean shared) {
      throw new UnsupportedOperationException();
    }

    @Override
    public FileLock tryLock(long at, long size, boolean shared) {
      throw new UnsupportedOperationException();
    }
  }

  private final class Provider extends FileSystemProvider {
    @Override
    public String getScheme() {
      return "midway";
    }

    @Override
    public FileChannel newFileChannel(
        Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
        throws IOException {
      return new Channel(FileChannel.open(file));
    }

    @Override
    public SeekableByteChannel newByteChannel(
        Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
        throws IOException {
      return newFileChannel(path, options, attributes);
    }

    @Override
    public <A extends BasicFileAttributes> A readAttributes(
        Path path, Class<A> type, LinkOption... options) throws IOException {
      return Files.readAttributes(file, type, options);
    }

    @Override
    public Map<String, Object> readAttributes(Path path, String names, LinkOption... options)
        throws IOException {
      return Files.readAttributes(file, names, options);
    }

    @Override
    public <V extends FileAttributeView> V getFileAttributeView(
        Path path, Class<V> type, LinkOption... options) {
      return Files.getFileAttributeView(file, type, options);
    }

    @Override
    public void checkAccess(Path path, AccessMode... modes) throws IOException {
      if (List.of(modes).contains(AccessMode.WRITE)) {
        throw new ReadOnlyFileSystemException();
      }
      Files.readAttributes(file, BasicFileAttributes.class);
    }

    @Override
    public boolean isSameFile(Path path, Path other) {
      return path.equals(other);
    }

    @Override
    public boolean isHidden(Path path) {
      return false;
    }

    @Override
    public FileStore getFileStore(Path path) throws IOException {
      return Files.getFileStore(file);
    }

    @Override
    public FileSystem newFileSystem(URI uri, Map<String, ?> environment) {
      throw new UnsupportedOperationException();
    }

    @Override
    public FileSystem getFileSystem(URI uri) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Path getPath(URI uri) {
      throw new UnsupportedOperationException();
    }

    @Override
    public DirectoryStream<Path> newDirectoryStream(
        Path folder, DirectoryStream.Filter<? super Path> filter) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void createDirectory(Path folder, FileAttribute<?>... attributes) {
      throw new ReadOnlyFileSystemException();
    }

    @Override
    public void delete(Path path) {
      throw new ReadOnlyFileSystemException();
    }

    @Override
    public void copy(Path source, Path target, CopyOption... options) {
      throw new ReadOnlyFileSystemException();
    }

    @Override
    public void move(Path source, Path target, CopyOption... options) {
      throw new ReadOnlyFileSystemException();
    }

    @Override
    public void setAttribute(Path path, String name, Object value, LinkOption... options) {
      throw new ReadOnlyFileSystemException();
    }
  }

  private final class OneFileSystem extends FileSystem {
    private final FileSystemProvider provider = new Provider();

    @Override
    public FileSystemProvider provider() {
      return provider;
    }

    @Override
    public void close() {}

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public boolean isReadOnly() {
      return true;
    }

    @Override
    public String getSeparator() {
      return file.getFileSystem().getSeparator();
    }

    @Override
    public Iterable<Path> getRootDirectories() {
      return List.of();
    }

    @Override
    public Iterable<FileStore> getFileStores() {
      return List.of();
    }

    @Override
    public Set<String> supportedFileAttributeViews() {
      return Set.of("basic");
    }

    @Override
    public Path getPath(String first, String... more) {
      throw new UnsupportedOperationException();
    }

    @Override
    public PathMatcher getPathMatcher(String pattern) {
      return file.getFileSystem().getPathMatcher(pattern);
    }

    @Override
    public UserPrincipalLookupService getUserPrincipalLookupService() {
      throw new UnsupportedOperationException();
    }

    @Override
    public WatchService newWatchService() {
      throw new UnsupportedOperationException();
    }
  }

  @Override
  public FileSystem getFileSystem() {
    return system;
  }

  @Override
  public boolean isAbsolute() {
    return true;
  }

  @Override
  public Path getRoot() {
    return file.getRoot();
  }

  @Override
  public Path getFileName() {
    return file.getFileName();
  }

  @Override
  public Path getParent() {
    return file.getParent();
  }

  @Override
  public int getNameCount() {
    return file.getNameCount();
  }

  @Override
  public Path getName(int index) {
    return file.getName(index);
  }

  @Override
  public Path subpath(int begin, int end) {
    return file.subpath(begin, end);
  }

  @Override
  public boolean startsWith(Path other) {
    return file.startsWith(other);
  }

  @Override
  public boolean endsWith(Path other) {
    return file.endsWith(other);
  }

  @Override
  public Path normalize() {
    return this;
  }

  @Override
  public Path resolve(Path other) {
    return file.resolve(other);
  }

  @Override
  public Path relativize(Path other) {
    return file.relativize(other);
  }

  @Override
  public URI toUri() {
    return URI.create("midway:" + file.toUri().getRawPath());
  }

  @Override
  public Path toAbsolutePath() {
    return this;
  }

  @Override
  public Path toRealPath(LinkOption... options) {
    return this;
  }

  @Override
  public WatchKey register(
      WatchService watcher, WatchEvent.Kind<?>[] events, WatchEvent.Modifier... modifiers) {
    throw new UnsupportedOperationException();
  }

  @Override
  public int compareTo(Path other) {
    return toString().compareTo(other.toString());
  }

  @Override
  public String toString() {
    return file.toString();
  }
}
