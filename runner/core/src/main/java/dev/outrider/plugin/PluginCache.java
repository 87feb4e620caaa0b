// SPDX-License-Identifier: Apache-2.0
package dev.outrider.plugin;

import dev.outrider.home.OwnFiles;
import dev.outrider.plugin.NestedJars.NestedJar;
import dev.outrider.step.attempt.DraftFolder;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * The folder that nested jars are unpacked to: below it one folder for each plugin, named by its
 * content. Jars come there whole, by renames, so that several processes may unpack at once. What
 * somebody has damaged is noticed by its size, and what another user may have written by its owner
 * and mode, once for each plugin that is opened: it is unpacked again.
 */
final class PluginCache {
  private final Path folder;

  /**
   * @param folder may be missing yet
   */
  PluginCache(Path folder) {
    this.folder = folder;
  }

  /**
   * The nested jars of a plugin, unpacked.
   *
   * @throws UnusableException when the plugin is damaged; of it nothing is in the cache then
   * @throws IOException when the cache cannot be written, or the plugin cannot be read
   */
  List<Path> jars(Plugin.Readable plugin) throws IOException, UnusableException {
    Path home = home(plugin);
    if (Files.exists(home) && !OwnFiles.isOwn(home)) {
      throw new UnusableException(
          "is unpacked in " + home + ", which another user may write: rm -rf '" + home + "'");
    }
    List<NestedJar> wanted = wanted(plugin);
    if (!wanted.isEmpty()) {
      Files.createDirectories(folder, OwnFiles.ofFolder());
      try (DraftFolder drafts = DraftFolder.in(folder)) {
        Path draft = Files.createTempDirectory(drafts.path(), "jars");
        unpack(plugin.jar(), wanted, draft);
        moveTo(home, draft, plugin);
      }
    }
    return plugin.jars().files().stream().map(jar -> home.resolve(jar.name())).toList();
  }

  /** Why a plugin cannot be unpacked; empty where it can, or has no need to be. */
  Optional<String> problem(Plugin.Readable plugin) {
    Path there = home(plugin).toAbsolutePath();
    while (!Files.exists(there)) {
      there = there.getParent();
    }
    if (Files.isDirectory(there) && Files.isWritable(there) || wanted(plugin).isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        "cannot be unpacked to "
            + folder
            + ", for "
            + there
            + (Files.isDirectory(there) ? " is read-only for this user" : " is no folder")
            + ": set OUTRIDER_CACHE to a folder that can be written");
  }

  private Path home(Plugin.Readable plugin) {
    return folder.resolve(plugin.content());
  }

  /** What is not there, has another size, or may be another user's. */
  private List<NestedJar> wanted(Plugin.Readable plugin) {
    Path home = home(plugin);
    return plugin.jars().files().stream().filter(jar -> !isThere(jar, home)).toList();
  }

  private static boolean isThere(NestedJar jar, Path home) {
    try {
      Path file = home.resolve(jar.name());
      return Files.size(file) == jar.size() && Files.isRegularFile(file) && OwnFiles.isOwn(file);
    } catch (IOException e) {
      return false;
    }
  }

  private static void unpack(Path plugin, List<NestedJar> wanted, Path draft)
      throws IOException, UnusableException {
    try (ZipFile zip = new ZipFile(plugin.toFile())) {
      for (NestedJar jar : wanted) {
        ZipEntry entry = zip.getEntry(NestedJars.FOLDER + jar.name());
        if (entry == null) {
          throw new UnusableException(
              "lacks its nested jar " + jar.name() + " now: copy the plugin again");
        }
        Path made = Files.createFile(draft.resolve(jar.name()), OwnFiles.ofFile());
        try (InputStream in = zip.getInputStream(entry);
            OutputStream out = Files.newOutputStream(made)) {
          copy(in, out, jar);
        }
      }
    }
  }

  private static void copy(InputStream in, OutputStream out, NestedJar jar)
      throws IOException, UnusableException {
    // A ZipFile checks no checksum.
    CheckedInputStream checked = new CheckedInputStream(in, new CRC32());
    byte[] buffer = new byte[64 * 1024];
    long size = 0;
    int length = read(checked, buffer, jar);
    while (length >= 0) {
      out.write(buffer, 0, length);
      size += length;
      length = read(checked, buffer, jar);
    }
    if (size != jar.size() || checked.getChecksum().getValue() != jar.crc()) {
      throw new UnusableException(NestedJars.damaged(jar.name()));
    }
  }

  private static int read(InputStream in, byte[] buffer, NestedJar jar) throws UnusableException {
    try {
      return in.read(buffer);
    } catch (IOException e) {
      throw new UnusableException(NestedJars.damaged(jar.name()));
    }
  }

  private static void moveTo(Path home, Path draft, Plugin.Readable plugin) throws IOException {
    try {
      Files.move(draft, home, StandardCopyOption.ATOMIC_MOVE);
      return;
    } catch (FileSystemException e) {
      if (!Files.isDirectory(home)) {
        throw e;
      }
    }
    // Another process was faster, or some are damaged. Each is replaced by one rename: whoever has
    // the old one open goes on with it.
    for (NestedJar jar : plugin.jars().files()) {
      Path made = draft.resolve(jar.name());
      if (Files.exists(made) && !isThere(jar, home)) {
        Path place = home.resolve(jar.name());
        if (Files.isDirectory(place)) {
          delete(place);
        }
        Files.move(made, place, StandardCopyOption.ATOMIC_MOVE);
      }
    }
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (UncheckedIOException e) {
      if (!(e.getCause() instanceof NoSuchFileException)) {
        throw e.getCause();
      }
    }
  }
}
