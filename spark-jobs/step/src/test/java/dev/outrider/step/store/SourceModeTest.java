// SPDX-License-Identifier: Apache-2.0
package dev.outrider.step.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Nobody may read a copy who may not read its source. */
class SourceModeTest {
  private static final Set<PosixFilePermission> OWNERS =
      PosixFilePermissions.fromString("rwx------");

  @Property(tries = 100)
  void aCopyHasNoMoreModeThanItsSource(@ForAll("modes") Set<PosixFilePermission> mode)
      throws IOException {
    Path folder = Files.createTempDirectory("outrider-modes");
    try {
      Path file = Files.createFile(folder.resolve("file"));
      Path inner = Files.createDirectory(folder.resolve("inner"));
      SourceMode fileMode = of(file, mode);
      SourceMode innerMode = of(inner, mode);

      fileMode.createFile(folder.resolve("file-copy")).close();
      innerMode.createFolder(folder.resolve("inner-copy"));

      assertThat(othersOf(folder.resolve("file-copy"))).isSubsetOf(mode);
      assertThat(othersOf(folder.resolve("inner-copy"))).isSubsetOf(mode);
      assertThat(Files.isWritable(folder.resolve("file-copy"))).isTrue();
      assertThat(Files.isWritable(folder.resolve("inner-copy"))).isTrue();
    } finally {
      for (String each : new String[] {"file", "file-copy", "inner", "inner-copy", ""}) {
        Files.deleteIfExists(folder.resolve(each));
      }
    }
  }

  /** Only root may give a file to a group that the user is not in. */
  @Example
  void theBitsOfAGroupAreNotTakenOverForAnotherGroup() throws IOException {
    Path folder = Files.createTempDirectory("outrider-modes");
    try {
      Path file = Files.createFile(folder.resolve("file"));
      Assume.that(Files.getAttribute(file, "unix:uid").equals(0));
      Files.setAttribute(file, "unix:gid", 54_321);
      SourceMode mode = of(file, PosixFilePermissions.fromString("rw-r-----"));

      mode.createFile(folder.resolve("copy")).close();

      assertThat(othersOf(folder.resolve("copy"))).isEmpty();
    } finally {
      for (String each : new String[] {"file", "copy", ""}) {
        Files.deleteIfExists(folder.resolve(each));
      }
    }
  }

  private static SourceMode of(Path source, Set<PosixFilePermission> mode) throws IOException {
    Files.setPosixFilePermissions(source, mode);
    return SourceMode.of(source);
  }

  private static Set<PosixFilePermission> othersOf(Path copy) throws IOException {
    Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(copy);
    permissions.removeAll(OWNERS);
    return permissions;
  }

  @Provide
  Arbitrary<Set<PosixFilePermission>> modes() {
    return Arbitraries.of(PosixFilePermission.class).set();
  }
}
