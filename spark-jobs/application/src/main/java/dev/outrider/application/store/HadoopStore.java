// SPDX-License-Identifier: Apache-2.0
package dev.outrider.application.store;

import dev.outrider.step.attempt.AttemptLayout;
import dev.outrider.step.store.FileTree;
import dev.outrider.step.store.StoreLocation;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.hadoop.io.IOUtils;

/** Every place that the platform's Hadoop can reach: HDFS, S3, Google Cloud Storage, Azure. */
final class HadoopStore implements Store {

  /** Where an object appears whole when its stream is closed, and a rename would copy it. */
  private static final Set<String> OBJECT_STORES =
      new HashSet<>(Arrays.asList("s3", "s3a", "s3n", "gs", "oss", "cosn", "wasb", "wasbs"));

  private final Configuration configuration;

  HadoopStore(Configuration configuration) {
    this.configuration = configuration;
  }

  @Override
  public boolean createIfAbsent(URI file, byte[] content) throws IOException {
    try {
      writeWhole(fileSystem(file), path(file), false, content);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    } catch (IOException e) {
      // Object stores tell a lost race in words of their own. And an answer may be lost whose
      // request was obeyed: then the file is there, and it is this caller's.
      if (fileSystem(file).exists(path(file))) {
        return Arrays.equals(read(file), content);
      }
      throw e;
    }
  }

  /**
   * Closing a stream is what makes an object visible. So after a failed write it is not closed: the
   * store would show a part as the whole.
   */
  private static void writeWhole(
      FileSystem fileSystem, Path path, boolean overwrite, byte[] content) throws IOException {
    OutputStream out = fileSystem.create(path, overwrite);
    out.write(content);
    out.close();
  }

  @Override
  public void write(URI file, byte[] content) throws IOException {
    Path path = path(file);
    FileSystem fileSystem = fileSystem(file);
    if (OBJECT_STORES.contains(String.valueOf(file.getScheme()))) {
      writeWhole(fileSystem, path, true, content);
      return;
    }
    Path whole = new Path(path.getParent(), "." + path.getName() + "." + UUID.randomUUID());
    writeWhole(fileSystem, whole, false, content);
    if (!fileSystem.rename(whole, path)) {
      // HDFS refuses to rename onto a file unless it is told to replace it.
      FileContext.getFileContext(path.toUri(), configuration)
          .rename(whole, path, Options.Rename.OVERWRITE);
    }
  }

  @Override
  public byte[] read(URI file) throws IOException {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    try (InputStream in = fileSystem(file).open(path(file))) {
      IOUtils.copyBytes(in, content, 8192);
    }
    return content.toByteArray();
  }

  @Override
  public boolean exists(URI place) throws IOException {
    Path pattern = new Path(HadoopPattern.of(place, configuration));
    FileStatus[] matches = fileSystem(place).globStatus(pattern);
    return matches != null && matches.length > 0;
  }

  @Override
  public boolean isFree(URI folder) throws IOException {
    Path path = path(folder);
    FileSystem fileSystem = fileSystem(folder);
    return !fileSystem.exists(path)
        || fileSystem.getFileStatus(path).isDirectory() && fileSystem.listStatus(path).length == 0;
  }

  @Override
  public List<StoredFile> list(URI place) throws IOException {
    Path root = fileSystem(place).makeQualified(path(place));
    List<StoredFile> files = new ArrayList<>();
    RemoteIterator<LocatedFileStatus> each = fileSystem(place).listFiles(root, true);
    while (each.hasNext()) {
      LocatedFileStatus file = each.next();
      if (AttemptLayout.isCounted(file.getPath().getName())) {
        files.add(new StoredFile(relative(root, file.getPath()), file.getLen(), tag(file)));
      }
    }
    files.sort(Comparator.comparing(StoredFile::path));
    return files;
  }

  /** The name from a folder on, or that of the file itself. Hadoop's paths have no escapes. */
  private static String relative(Path root, Path listed) throws IOException {
    String path = listed.toUri().getPath();
    String rootPath = root.toUri().getPath();
    String below = root.isRoot() ? rootPath : rootPath + "/";
    if (path.equals(rootPath)) {
      return listed.getName();
    }
    if (!path.startsWith(below)) {
      throw new IOException(listed + " was listed in " + root + ", but does not lie there.");
    }
    return path.substring(below.length());
  }

  /** File by file: Hadoop's own copy follows links to anywhere and waits for pipes. */
  @Override
  public void upload(FileTree local, URI folder) throws IOException {
    FileSystem fileSystem = fileSystem(folder);
    StoreLocation target = StoreLocation.of(folder).folder();
    for (String empty : local.emptyFolders().orElse(Collections.emptyList())) {
      fileSystem.mkdirs(path((empty.isEmpty() ? target : target.resolve(empty)).uri()));
    }
    for (Map.Entry<String, java.nio.file.Path> each : local.files().entrySet()) {
      // not closed after a failed write, see writeWhole
      OutputStream out = fileSystem.create(path(target.resolve(each.getKey()).uri()), false);
      Files.copy(each.getValue(), out);
      out.close();
    }
  }

  @Override
  public java.nio.file.Path local(URI place, java.nio.file.Path into) throws IOException {
    FileSystem fileSystem = fileSystem(place);
    Path root = fileSystem.makeQualified(path(place));
    java.nio.file.Path target = root.isRoot() ? into : fileIn(into, root.getName(), root);
    if (!fileSystem.getFileStatus(root).isDirectory()) {
      copy(fileSystem, root, target);
      return target;
    }
    Map<java.nio.file.Path, FileStatus> found = new LinkedHashMap<>();
    find(fileSystem, root, root, target, found);
    // nothing is created before every name is known to be one in the target's folder
    Files.createDirectories(target);
    for (Map.Entry<java.nio.file.Path, FileStatus> each : found.entrySet()) {
      if (each.getValue().isDirectory()) {
        Files.createDirectories(each.getKey());
      } else {
        copy(fileSystem, each.getValue().getPath(), each.getKey());
      }
    }
    return target;
  }

  /** Everything in a folder, each folder before what is in it. */
  private static void find(
      FileSystem fileSystem,
      Path root,
      Path folder,
      java.nio.file.Path target,
      Map<java.nio.file.Path, FileStatus> found)
      throws IOException {
    for (FileStatus each : fileSystem.listStatus(folder)) {
      found.put(fileIn(target, relative(root, each.getPath()), each.getPath()), each);
      if (each.isDirectory()) {
        find(fileSystem, root, each.getPath(), target, found);
      }
    }
  }

  private static java.nio.file.Path fileIn(java.nio.file.Path target, String relative, Path stored)
      throws IOException {
    try {
      return StoreLocation.fileIn(target, relative);
    } catch (IllegalArgumentException e) {
      throw new IOException(
          stored + " cannot be a file on this disk: " + e.getMessage() + " Rename it.", e);
    }
  }

  private static void copy(FileSystem fileSystem, Path from, java.nio.file.Path to)
      throws IOException {
    try (InputStream in = fileSystem.open(from)) {
      Files.copy(in, to);
    }
  }

  /**
   * By its parts: Hadoop makes one slash of two, and S3A qualifies a path that ends in a slash
   * twice, so that its escapes become part of its name, see {@code S3AFileSystem.makeQualified}.
   */
  static Path path(URI place) {
    StoreLocation location = StoreLocation.of(place);
    location.checkParts();
    String key = location.key();
    String path = "/" + (key.endsWith("/") ? key.substring(0, key.length() - 1) : key);
    String authority = location.authority().isEmpty() ? null : location.authority();
    return new Path(location.scheme(), authority, path);
  }

  private FileSystem fileSystem(URI uri) throws IOException {
    return FileSystem.get(uri, configuration);
  }

  /**
   * Hadoop's EtagSource, by name: it is younger than the oldest Hadoop that platforms still run.
   * Without the quotes that HTTP puts around an etag: some versions leave them there.
   */
  private static String tag(FileStatus file) {
    try {
      Object etag = file.getClass().getMethod("getEtag").invoke(file);
      if (etag != null) {
        return etag.toString().replace("\"", "");
      }
    } catch (ReflectiveOperationException e) {
      return String.valueOf(file.getModificationTime());
    }
    return String.valueOf(file.getModificationTime());
  }
}
