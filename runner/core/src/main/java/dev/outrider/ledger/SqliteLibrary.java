// SPDX-License-Identifier: Apache-2.0
package dev.outrider.ledger;

import dev.outrider.home.OwnFiles;
import dev.outrider.step.attempt.DraftFolder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.sqlite.SQLiteJDBCLoader;
import org.sqlite.util.LibraryLoaderUtil;

/**
 * SQLite's native library, unpacked once to a cache. Left alone, its driver unpacks it to the
 * folder of temporary files for each process: that takes a short command a tenth of its time, fails
 * where nothing there may be executed, and stays there when the process is killed.
 */
public final class SqliteLibrary {
  /** The driver's own property: the folder that it looks in first. */
  static final String FOLDER = "org.sqlite.lib.path";

  /** The driver's own property: the file in that folder. */
  static final String FILE = "org.sqlite.lib.name";

  /** The driver's own property: the folder that it unpacks to, and clears what it left there. */
  static final String UNPACKED = "org.sqlite.tmpdir";

  private final Path cache;

  /**
   * @param cache may be missing yet
   */
  public SqliteLibrary(Path cache) {
    this.cache = cache;
  }

  /**
   * Has the driver load the library from the cache. It is for a whole process, so only its owner
   * should call it, before a run store is opened first. What the user has set stays; where the
   * cache cannot be used, or what is in it, the driver does as if it had not been called.
   */
  public void use() {
    if (System.getProperty(FOLDER) != null || System.getProperty(FILE) != null) {
      return;
    }
    try {
      Path folder = cache.toAbsolutePath().resolve(edition());
      String name = LibraryLoaderUtil.getNativeLibName();
      Files.createDirectories(folder, OwnFiles.ofFolder());
      if (!OwnFiles.isOwn(folder)) {
        return; // another user may put another library there
      }
      if (!Files.isRegularFile(folder.resolve(name)) || !OwnFiles.isOwn(folder.resolve(name))) {
        unpack(name, folder);
      }
      System.setProperty(FOLDER, folder.toString());
      System.setProperty(FILE, name);
      if (System.getProperty(UNPACKED) == null && Files.isExecutable(folder.resolve(name))) {
        // else the driver looks through all temporary files for its own, whether it has any or not
        System.setProperty(UNPACKED, folder.toString());
      }
    } catch (IOException e) {
      // the driver unpacks it for itself, and is told of when it cannot
    }
  }

  /** The driver's jar, which has its version in its name, and the kind of machine. */
  private static String edition() {
    String jar =
        SQLiteJDBCLoader.class.getProtectionDomain().getCodeSource().getLocation().getPath();
    String machine = System.getProperty("os.name") + "-" + System.getProperty("os.arch");
    return (jar.substring(jar.lastIndexOf('/') + 1) + "-" + machine).replace(' ', '_');
  }

  private static void unpack(String name, Path folder) throws IOException {
    String packed = LibraryLoaderUtil.getNativeLibResourcePath() + "/" + name;
    try (DraftFolder drafts = DraftFolder.in(folder);
        InputStream in = SQLiteJDBCLoader.class.getResourceAsStream(packed)) {
      Path draft = Files.createTempFile(drafts.path(), "library", null);
      if (in == null) {
        throw new NoSuchFileException(packed);
      }
      Files.copy(in, draft, StandardCopyOption.REPLACE_EXISTING);
      try (FileChannel written = FileChannel.open(draft, StandardOpenOption.WRITE)) {
        written.force(true);
      }
      draft.toFile().setExecutable(true);
      Files.move(draft, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }
  }
}
