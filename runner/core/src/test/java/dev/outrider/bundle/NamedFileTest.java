// SPDX-License-Identifier: Apache-2.0
package dev.outrider.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is there when a person names it as an output, and what is there afterwards. */
class NamedFileTest {

  private static final NamedFile.Content CONTENT = out -> out.write("content".getBytes("UTF-8"));

  @TempDir Path folder;

  @Test
  void aFileThatIsThereOrNotIsReplacedWithItsFolders() throws IOException {
    Path file = folder.resolve("a/b/file");
    for (String before : new String[] {"none", "before"}) {
      if (Files.exists(file)) {
        Files.writeString(file, before);
      }
      assertThat(new NamedFile(file).write(CONTENT)).isEqualTo(7);
      assertThat(file).isRegularFile().hasContent("content");
    }
    assertThat(files(file.getParent())).containsExactly(file);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aLinkStaysAndItsTargetIsWritten(boolean isThere) throws IOException {
    Path target = Files.createDirectories(folder.resolve("other")).resolve("target");
    if (isThere) {
      Files.writeString(target, "before");
    }
    Path between = Files.createSymbolicLink(folder.resolve("between"), Path.of("other", "target"));
    Path link = Files.createSymbolicLink(folder.resolve("link"), between);

    new NamedFile(link).write(CONTENT);

    assertThat(link).isSymbolicLink();
    assertThat(between).isSymbolicLink();
    assertThat(Files.isSymbolicLink(target)).isFalse();
    assertThat(target).hasContent("content");
    assertThat(files(folder)).containsExactlyInAnyOrder(link, between, target.getParent());
    assertThat(files(target.getParent())).containsExactly(target);
  }

  @Test
  void linksThatLeadNowhereAreAnError() throws IOException {
    Path one = folder.resolve("one");
    Path other = Files.createSymbolicLink(folder.resolve("other"), one);
    Files.createSymbolicLink(one, other);

    assertThatThrownBy(() -> new NamedFile(one).write(CONTENT))
        .isInstanceOf(FileSystemLoopException.class);
    assertThat(files(folder)).containsExactlyInAnyOrder(one, other);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aPipeStaysAndItsReaderGetsTheBytes(boolean isLinked) throws Exception {
    Path pipe = folder.resolve("pipe");
    made("mkfifo", pipe.toString());
    Path named = isLinked ? Files.createSymbolicLink(folder.resolve("link"), pipe) : pipe;
    CompletableFuture<byte[]> read = CompletableFuture.supplyAsync(() -> bytes(pipe));

    assertThat(new NamedFile(named).write(CONTENT)).isEqualTo(7);

    assertThat(read.get()).asString().isEqualTo("content");
    assertThat(new NamedFile(named).isStream()).isTrue();
  }

  @Test
  void aDeviceStaysADevice() throws Exception {
    Path device = folder.resolve("null");
    Process made = new ProcessBuilder("mknod", device.toString(), "c", "1", "3").start();
    assumeThat(made.waitFor()).as("only root makes devices").isZero();
    assumeThat(opens(device)).as("this file system has devices").isTrue();

    assertThat(new NamedFile(device).write(CONTENT)).isEqualTo(7);

    assertThat(new NamedFile(device).isStream()).isTrue();
    assertThat(files(folder)).containsExactly(device);
  }

  @Test
  void ofContentThatFailsNothingIsSeen() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "before");
    Path link = Files.createSymbolicLink(folder.resolve("link"), file);
    Path pipe = folder.resolve("pipe");
    made("mkfifo", pipe.toString());
    NamedFile.Content fails =
        out -> {
          out.write(1);
          throw new IOException("the class path changed");
        };

    for (Path each : new Path[] {file, link, pipe}) {
      assertThatThrownBy(() -> new NamedFile(each).write(fails))
          .hasMessage("the class path changed");
    }
    assertThat(file).hasContent("before");
    assertThat(files(folder)).containsExactlyInAnyOrder(file, link, pipe);
  }

  private static boolean opens(Path device) {
    try {
      Files.newOutputStream(device).close();
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static void made(String... command) throws Exception {
    assertThat(new ProcessBuilder(command).start().waitFor()).isZero();
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Path[] files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toArray(Path[]::new);
    }
  }
}
