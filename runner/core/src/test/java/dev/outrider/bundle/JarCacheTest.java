// SPDX-License-Identifier: Apache-2.0
package dev.outrider.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JarCacheTest {

  private static final FileTime SETTLED = FileTime.from(Instant.parse("2020-01-01T00:00:00Z"));

  @TempDir Path folder;
  private Path cache;
  private Path jar;

  @BeforeEach
  void settledJar() throws IOException {
    cache = folder.resolve("cache");
    jar = Jars.of(folder.resolve("a.jar"), Map.of("acme/X.class", "one", "b.txt", "b"));
    Files.setLastModifiedTime(jar, SETTLED);
  }

  @Test
  void aRememberedJarIsNotReadAgainAndSaysTheSame() throws Exception {
    List<ClassPathEntry> first = ClassPath.remembered(List.of(jar), cache).entries();
    // not a jar any more, of the same size and time: whoever reads it notices
    Files.write(jar, new byte[(int) Files.size(jar)]);
    Files.setLastModifiedTime(jar, SETTLED);

    assertThat(ClassPath.remembered(List.of(jar), cache).entries()).isEqualTo(first);
  }

  @Test
  void aJarOfAnotherTimeIsReadAgain() throws Exception {
    ClassPath.remembered(List.of(jar), cache);
    Jars.of(jar, Map.of("acme/X.class", "two", "b.txt", "b"));
    Files.setLastModifiedTime(jar, FileTime.from(SETTLED.toInstant().plusSeconds(1)));

    assertThat(ClassPath.remembered(List.of(jar), cache).entries())
        .isEqualTo(ClassPath.of(List.of(jar)).entries());
  }

  @Test
  void aJarThatHasJustChangedIsNotRemembered() throws Exception {
    Files.setLastModifiedTime(jar, FileTime.from(Instant.now()));

    ClassPath.remembered(List.of(jar), cache);

    assertThat(filesOf(cache)).isEmpty();
  }

  @Test
  void aDamagedMemoryCostsNoBundle() throws Exception {
    List<ClassPathEntry> first = ClassPath.remembered(List.of(jar), cache).entries();
    Path facts = filesOf(cache).get(0);
    byte[] bytes = Files.readAllBytes(facts);
    for (int length = 0; length < bytes.length; length += 7) {
      Files.write(facts, java.util.Arrays.copyOf(bytes, length));

      assertThat(ClassPath.remembered(List.of(jar), cache).entries()).isEqualTo(first);
    }
  }

  @Test
  void aFolderThatCannotBeMadeCostsNoBundle() throws Exception {
    Files.writeString(cache, "a file in the way");

    assertThat(ClassPath.remembered(List.of(jar), cache).entries()).hasSize(1);
  }

  private static List<Path> filesOf(Path folder) throws IOException {
    try (Stream<Path> listed = Files.list(folder)) {
      return listed.toList();
    }
  }
}
