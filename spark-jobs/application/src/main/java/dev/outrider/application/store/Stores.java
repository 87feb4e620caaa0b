// SPDX-License-Identifier: Apache-2.0
package dev.outrider.application.store;

import dev.outrider.step.store.FileTree;
import dev.outrider.step.store.StoreLocation;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;

/**
 * All places, each through the store for its scheme: {@code file:} through the JDK, others through
 * Hadoop.
 */
public final class Stores implements Store {

  private static final Pattern FULL_URI = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:/");

  private final Configuration configuration;
  private final Store local = new LocalStore();
  private final Store hadoop;

  /**
   * @param configuration the platform's Hadoop configuration, with {@code spark.hadoop.*} in it
   */
  public Stores(Configuration configuration) {
    this.configuration = configuration;
    this.hadoop = new HadoopStore(configuration);
  }

  /**
   * The full URI of what a person wrote: as Spark does, a path without a scheme is taken from the
   * platform's default file system, and a relative one from the working directory there.
   */
  public URI qualify(String written) throws IOException {
    org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(written);
    return path.getFileSystem(configuration).makeQualified(path).toUri();
  }

  /**
   * The full URI of a place: a full URI as it stands, with its escapes; otherwise what a person
   * wrote, by {@link #qualify}.
   *
   * @throws IllegalArgumentException when it is neither
   */
  public URI place(String text) throws IOException {
    return FULL_URI.matcher(text).lookingAt()
        ? StoreLocation.of(URI.create(text)).uri()
        : qualify(text);
  }

  /** The same URI with a slash at its end. */
  public static URI folder(URI uri) {
    return StoreLocation.of(uri).folder().uri();
  }

  /**
   * The place as Spark takes it where it reads: it takes a name for a pattern of Hadoop's, and
   * splits some at commas. What is there by its own name is found by it.
   */
  public String pattern(URI place) throws IOException {
    return HadoopPattern.of(place, configuration);
  }

  @Override
  public boolean createIfAbsent(URI file, byte[] content) throws IOException {
    return at(file).createIfAbsent(file, content);
  }

  @Override
  public void write(URI file, byte[] content) throws IOException {
    at(file).write(file, content);
  }

  @Override
  public byte[] read(URI file) throws IOException {
    return at(file).read(file);
  }

  @Override
  public boolean exists(URI place) throws IOException {
    // Patterns are Hadoop's, on local disks too.
    return isLocal(place) && local.exists(place) || hadoop.exists(place);
  }

  @Override
  public boolean isFree(URI folder) throws IOException {
    return at(folder).isFree(folder);
  }

  @Override
  public List<StoredFile> list(URI place) throws IOException {
    return at(place).list(place);
  }

  @Override
  public void upload(FileTree from, URI folder) throws IOException {
    at(folder).upload(from, folder);
  }

  @Override
  public Path local(URI place, Path into) throws IOException {
    return at(place).local(place, into);
  }

  /**
   * Opens the file system of a place now, so that it can still be written to while the JVM ends.
   */
  public void warm(URI place) throws IOException {
    if (!isLocal(place)) {
      FileSystem.get(place, configuration);
    }
  }

  private Store at(URI place) {
    return isLocal(place) ? local : hadoop;
  }

  private static boolean isLocal(URI place) {
    return "file".equalsIgnoreCase(place.getScheme());
  }
}
