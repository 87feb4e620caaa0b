// SPDX-License-Identifier: Apache-2.0
package dev.outrider.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
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
    System.clearProperty(SqliteLibrary.UNPACKED);
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

  @Test
  void aLibraryThatAnotherUserMayHaveWrittenIsReplaced() throws Exception {
    Path cache = folder.resolve("cache");
    Path file = used(cache);

    for (String mode : List.of("rw-rw----", "rw-----w-")) {
      Files.writeString(file, "foreign");
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
      nothingIsSet();
      assertThat(used(cache)).isEqualTo(file).hasBinaryContent(packed());
    }
    Path other = Files.move(file, folder.resolve("other"));
    Files.createSymbolicLink(file, other);
    nothingIsSet();
    assertThat(used(cache)).isEqualTo(file);
    assertThat(Files.isSymbolicLink(file)).isFalse();
    giveAway(file);
    nothingIsSet();
    assertThat(Files.getAttribute(used(cache), "unix:uid")).isEqualTo(0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"rwxrwx---", "rwx----wx", "owner", "link"})
  void aFolderThatAnotherUserMayWriteIsNotUsedAndNothingIsPutThere(String how) throws Exception {
    Path cache = folder.resolve("cache");
    Path place = used(cache).getParent();
    Files.delete(left(place).get(0));
    nothingIsSet();
    switch (how) {
      case "owner" -> giveAway(place);
      case "link" -> Files.createSymbolicLink(place, Files.move(place, folder.resolve("other")));
      default -> Files.setPosixFilePermissions(place, PosixFilePermissions.fromString(how));
    }

    new SqliteLibrary(cache).use();

    assertThat(System.getProperty(SqliteLibrary.FOLDER)).isNull();
    assertThat(left(place)).isEmpty();
  }

  private static void giveAway(Path file) throws Exception {
    Object user = Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    assumeThat(user).as("the user must be root to give a file away").isEqualTo(0);
    Files.setAttribute(file, "unix:uid", 12_345);
  }

  @Test
  void whereTheCacheMayNotBeExecutedTheDriverUnpacksToTheTemporaryFiles() throws Exception {
    // as on a file system mounted with noexec, where no file is executable
    Files.setPosixFilePermissions(used(folder), PosixFilePermissions.fromString("rw-------"));
    nothingIsSet();

    used(folder);

    assertThat(System.getProperty(SqliteLibrary.UNPACKED)).isNull();
  }

  @Test
  void theDriverLooksForNothingAmongTemporaryFilesUnlessTheUserSaysSo() {
    Path file = used(folder);
    assertThat(System.getProperty(SqliteLibrary.UNPACKED)).isEqualTo(file.getParent().toString());

    nothingIsSet();
    System.setProperty(SqliteLibrary.UNPACKED, "/opt/temporary");
    used(folder);
    assertThat(System.getProperty(SqliteLibrary.UNPACKED)).isEqualTo("/opt/temporary");
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
