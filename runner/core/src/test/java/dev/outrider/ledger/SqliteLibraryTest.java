// SPDX-License-Identifier: Apache-2.0
package dev.outrider.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteJDBCLoader;
import org.sqlite.util.LibraryLoaderUtil;

/** SQLite's native library comes out of the cache, whole, or as its driver has it. */
class SqliteLibraryTest {
  @TempDir Path folder;

  @BeforeEach
  @AfterEach
  void nothingIsSet() {
    System.clearProperty(SqliteLibrary.FOLDER);
    System.clearProperty(SqliteLibrary.FILE);
  }

  @Test
  void itIsUnpackedOnceAndLoadedFromThere() throws Exception {
    Path cache = folder.resolve("cache");

    Path file = used(cache);

    assertThat(file).startsWith(cache).hasBinaryContent(packed());
    Object first = Files.readAttributes(file, "unix:ino").get("ino");
    nothingIsSet();
    assertThat(used(cache)).isEqualTo(file);
    assertThat(Files.readAttributes(file, "unix:ino").get("ino")).isEqualTo(first);
    assertThat(left(file.getParent())).containsExactly(file);
  }

  @Test
  void whatTheUserHasSetStays() {
    System.setProperty(SqliteLibrary.FOLDER, "/opt/sqlite");

    new SqliteLibrary(folder).use();

    assertThat(System.getProperty(SqliteLibrary.FOLDER)).isEqualTo("/opt/sqlite");
    assertThat(System.getProperty(SqliteLibrary.FILE)).isNull();
  }

  @Test
  void aCacheThatCannotBeWrittenIsDoneWithout() throws Exception {
    new SqliteLibrary(Files.writeString(folder.resolve("file"), "no folder")).use();

    assertThat(System.getProperty(SqliteLibrary.FOLDER)).isNull();
    assertThat(System.getProperty(SqliteLibrary.FILE)).isNull();
  }

  private static Path used(Path cache) {
    new SqliteLibrary(cache).use();
    return Path.of(
        System.getProperty(SqliteLibrary.FOLDER), System.getProperty(SqliteLibrary.FILE));
  }

  private static byte[] packed() throws Exception {
    String name = "/" + LibraryLoaderUtil.getNativeLibName();
    try (InputStream in =
        SQLiteJDBCLoader.class.getResourceAsStream(
            LibraryLoaderUtil.getNativeLibResourcePath() + name)) {
      return in.readAllBytes();
    }
  }

  private static List<Path> left(Path folder) throws Exception {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }
}
