// SPDX-License-Identifier: Apache-2.0
package dev.outrider.step.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What of a folder that a step returns is stored, and what is refused by name. */
class FileTreeTest {
  private static final String WHAT = "output 'files'";

  @TempDir Path temporary;
  private Path root;

  @BeforeEach
  void makeRoot() throws IOException {
    root = Files.createDirectory(temporary.toRealPath().resolve("out"));
  }

  @Test
  void everyFileAndFolderIsThereUnderItsName() throws IOException {
    Files.createDirectories(root.resolve("a/empty"));
    Files.createDirectories(root.resolve("a.b"));
    for (String each : List.of("z", "a/x", "a/k=v", "größe", ".hidden", "50% [x]{y}")) {
      Files.writeString(root.resolve(each), each);
    }

    FileTree tree = FileTree.of(root, WHAT);

    assertThat(tree.isFolder()).isTrue();
    assertThat(tree.files().keySet())
        .containsExactly(".hidden", "50% [x]{y}", "a/k=v", "a/x", "größe", "z");
    assertThat(tree.folders().keySet()).containsExactly("", "a", "a.b", "a/empty");
    assertThat(tree.emptyFolders()).contains(List.of("a.b", "a/empty"));
    tree.files().forEach((name, file) -> assertThat(file).hasContent(name));
  }

  @Test
  void anEmptyFolderIsAFolder() throws IOException {
    FileTree tree = FileTree.of(root, WHAT);

    assertThat(tree.isFolder()).isTrue();
    assertThat(tree.files()).isEmpty();
    assertThat(tree.emptyFolders()).contains(List.of(""));
  }

  @Test
  void aFileIsNotAFolder() throws IOException {
    FileTree tree = FileTree.of(Files.writeString(root.resolve("one"), ""), WHAT);

    assertThat(tree.isFolder()).isFalse();
    assertThat(tree.files().keySet()).containsExactly("one");
    assertThat(tree.folders()).isEmpty();
    assertThat(tree.emptyFolders()).isEmpty();
  }

  @Test
  void linksToWhatIsInTheFolderStandForCopies() throws IOException {
    Files.createDirectories(root.resolve("v2"));
    Files.writeString(root.resolve("v2/data"), "data");
    Files.createSymbolicLink(root.resolve("latest"), Path.of("v2"));
    Files.createSymbolicLink(root.resolve("v2/same"), root.resolve("v2/data"));

    FileTree tree = FileTree.of(root, WHAT);

    assertThat(tree.files().keySet())
        .containsExactly("latest/data", "latest/same", "v2/data", "v2/same");
    tree.files().values().forEach(file -> assertThat(file).hasContent("data"));
    assertThat(tree.emptyFolders()).contains(List.of());
  }

  @Test
  void linksThatLeaveTheFolderAreRefusedByName() throws IOException {
    Path secret = Files.writeString(temporary.toRealPath().resolve("secret"), "");
    Path neighbour = Files.createDirectory(temporary.toRealPath().resolve("outside"));
    for (Path target : List.of(secret, neighbour, Path.of("../secret"))) {
      Path link = Files.createSymbolicLink(root.resolve("evil"), target);

      assertRefused(
          "output 'files' has "
              + link
              + ", a symbolic link to "
              + target
              + ", which lies outside of the folder that the step returned. Copy what it leads to"
              + " into the folder, or remove the link.");
      Files.delete(link);
    }
  }

  @Test
  void aLinkThatIsReturnedIsRefused() throws IOException {
    Path link = Files.createSymbolicLink(temporary.toRealPath().resolve("link"), root);

    assertThatThrownBy(() -> FileTree.of(link, WHAT))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "output 'files' is "
                + link
                + ", a symbolic link to "
                + root
                + ". Return the file or folder itself.");
  }

  @Test
  void linksToNothingAndInCirclesAreRefusedByName() throws IOException {
    Path link = Files.createSymbolicLink(root.resolve("gone"), Path.of("nothing"));
    assertRefused(
        "output 'files' has "
            + link
            + ", a symbolic link to nothing, which is not there. Remove the link.");
    Files.delete(link);

    Path self = Files.createSymbolicLink(root.resolve("self"), Path.of("self"));
    assertRefused(
        "output 'files' has "
            + self
            + ", a symbolic link to self, which cannot be followed. Remove the link.");
    Files.delete(self);

    Path up =
        Files.createSymbolicLink(Files.createDirectory(root.resolve("d")).resolve("up"), root);
    assertRefused(
        "output 'files' has "
            + up
            + ", a symbolic link to "
            + root
            + ", a folder that the link itself lies in. Remove the link.");
  }

  @Test
  void pipesAndSocketsAreRefusedByName() throws Exception {
    Path pipe = root.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    assertRefused(
        "output 'files' has "
            + pipe
            + ", which is neither a file nor a folder but a pipe, a socket or a device. Remove it"
            + " before the step returns.");
    assertThatThrownBy(() -> FileTree.of(pipe, WHAT))
        .hasMessageStartingWith("output 'files' is " + pipe + ", which is neither");
    Files.delete(pipe);

    Path socket = root.resolve("socket");
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(socket));
      assertRefused(
          "output 'files' has "
              + socket
              + ", which is neither a file nor a folder but a pipe, a socket or a device. Remove it"
              + " before the step returns.");
    }
  }

  @Test
  void aNameThatIsNotUtf8IsRefusedByItsBytes() throws IOException {
    Path file = Path.of(URI.create(root.toUri() + "a%ff.txt"));
    Files.writeString(file, "");

    assertRefused(
        "output 'files' has a file in "
            + root
            + " whose name cannot be stored: 'a\\xff.txt' is not UTF-8, in which all names must"
            + " be. Rename it.");
    assertThatThrownBy(() -> FileTree.of(file, WHAT)).hasMessageContaining("'a\\xff.txt'");
  }

  @Test
  void whatIsNotThereIsRefused() {
    Path missing = root.resolve("missing");

    assertThatThrownBy(() -> FileTree.of(missing, WHAT))
        .isInstanceOf(IOException.class)
        .hasMessage("output 'files' is " + missing + ", which is not there.");
  }

  private void assertRefused(String message) {
    assertThatThrownBy(() -> FileTree.of(root, WHAT))
        .isInstanceOf(IOException.class)
        .hasMessage(message);
  }
}
