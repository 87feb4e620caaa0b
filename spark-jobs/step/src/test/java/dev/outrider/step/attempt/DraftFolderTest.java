// SPDX-License-Identifier: Apache-2.0
package dev.outrider.step.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nothing that a process makes for a while outlives it for long, however it ends. */
class DraftFolderTest {
  @TempDir Path place;
  private Process other;
  private Path ofOther;

  @BeforeEach
  void anotherProcessHasAFolder() throws IOException {
    other =
        new ProcessBuilder(
                Paths.get(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                DraftHolder.class.getName(),
                place.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    ofOther =
        Paths.get(
            new BufferedReader(
                    new InputStreamReader(other.getInputStream(), StandardCharsets.UTF_8))
                .readLine());
  }

  @AfterEach
  void endIt() throws InterruptedException {
    other.destroyForcibly().waitFor();
  }

  @Test
  void theNextFolderTakesAwayWhatAKilledProcessHasLeft() throws Exception {
    other.destroyForcibly().waitFor();
    assertThat(ofOther.resolve("half")).exists();

    try (DraftFolder next = DraftFolder.in(place)) {
      assertThat(listed()).containsExactly(next.path());
    }
    assertThat(listed()).isEmpty();
  }

  @Test
  void theFolderOfALivingProcessStaysUntilItEnds() throws Exception {
    try (DraftFolder next = DraftFolder.in(place)) {
      assertThat(listed()).containsExactlyInAnyOrder(ofOther, next.path());
    }
    other.getOutputStream().close();
    other.waitFor();
    assertThat(listed()).isEmpty();
  }

  @Test
  void theFoldersOfOneProcessLeaveEachOtherAlone() throws Exception {
    try (DraftFolder one = DraftFolder.in(place);
        DraftFolder two = DraftFolder.in(place)) {
      assertThat(listed()).contains(one.path(), two.path());
      // another process still sees the first one's lock, which the second has not freed
      Process sweeper =
          new ProcessBuilder(
                  Paths.get(System.getProperty("java.home"), "bin", "java").toString(),
                  "-cp",
                  System.getProperty("java.class.path"),
                  DraftHolder.class.getName(),
                  place.toString())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      sweeper.getOutputStream().close();
      assertThat(sweeper.waitFor()).isZero();
      assertThat(listed()).contains(one.path(), two.path());
    }
  }

  @Test
  void whatIsNotADraftFolderStays() throws Exception {
    Path named = Files.createDirectories(place.resolve("outrider-notes"));
    Files.write(named.resolve("text"), new byte[1]);
    Path link = Files.createSymbolicLink(place.resolve("outrider-link"), ofOther.toAbsolutePath());
    other.destroyForcibly().waitFor();

    DraftFolder.in(place).close();

    assertThat(named.resolve("text")).exists();
    assertThat(Files.isSymbolicLink(link)).isTrue();
    assertThat(ofOther).doesNotExist();
  }

  private List<Path> listed() throws IOException {
    try (Stream<Path> files = Files.list(place)) {
      return files.collect(Collectors.toList());
    }
  }
}
