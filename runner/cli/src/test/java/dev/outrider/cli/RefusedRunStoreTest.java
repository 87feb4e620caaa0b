// SPDX-License-Identifier: Apache-2.0
package dev.outrider.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.outrider.cli.PlainProject.Ended;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run store that cannot be used is named, with what to do; it stays as it is, byte by byte. */
class RefusedRunStoreTest {
  private static final String HELLO =
      """
      import dev.outrider.pipeline.Pipeline;
      import dev.outrider.step.*;

      public final class Hello {
        public record Say() implements Step<NoInput, String> {
          public String run(NoInput in, StepContext context) {
            return "hello";
          }
        }

        public static Pipeline pipeline() {
          return Pipeline.define("hello", p -> p.step("say", new Say()));
        }
      }
      """;
  private static final String[] RUN = {"run", "Hello", "--class-path", "classes"};

  @TempDir Path temporary;
  private PlainProject project;
  private Path store;

  @BeforeEach
  void project() throws IOException {
    project = new PlainProject(temporary).compile("Hello", HELLO);
    store = project.folder().resolve(".outrider/runs.db");
  }

  @Test
  void aLockedStoreIsReadAndNotWritten() throws Exception {
    assertThat(project.outrider(RUN).code()).isZero();
    byte[] before = Files.readAllBytes(store);
    Ended list;
    Ended run;
    try (StoreHolder holder = StoreHolder.hold(store)) {
      list = project.outrider("runs", "list");
      run = project.outrider(RUN);
    }

    assertThat(list.code()).isZero();
    assertThat(list.out()).contains("succeeded");
    assertThat(run)
        .isEqualTo(
            refused(
                "The run store "
                    + store
                    + " is locked by another process, for longer than 0.02 s. This was not written:"
                    + " end the process that holds it ('fuser "
                    + store
                    + "' names it), then try again."));
    assertThat(store).hasBinaryContent(before);
    assertThat(project.outrider("runs", "list").out().lines()).hasSize(2);
  }

  @Test
  void aStoreOnAReadOnlyDiskIsRefused() throws Exception {
    try (TinyDisk disk = TinyDisk.mount(project.folder().resolve("disk"), 1024)) {
      Path file = disk.folder().resolve("runs.db");
      String set = "-Drun-store=" + file;
      assertThat(project.outrider("run", "Hello", "--class-path", "classes", set).code()).isZero();
      byte[] before = Files.readAllBytes(file);
      disk.makeReadOnly();

      assertRefused(
          "The run store "
              + file
              + " cannot be written: the file is read-only for this user. Set 'run-store' to a file"
              + " that can, or change its rights.",
          set);
      assertThat(file).hasBinaryContent(before);
    }
  }

  @Test
  void aReadOnlyStoreIsRefused() throws IOException {
    assertThat(project.outrider(RUN).code()).isZero();
    byte[] before = Files.readAllBytes(store);
    assertThat(store.toFile().setWritable(false)).isTrue();
    assumeFalse(Files.isWritable(store), "this user may write to read-only files");

    assertRefused(
        "The run store "
            + store
            + " cannot be written: the file is read-only for this user. Set 'run-store' to a file"
            + " that can, or change its rights.");
    assertThat(store).hasBinaryContent(before);
  }

  @Test
  void aFileThatIsNoDatabaseIsRefused() throws IOException {
    Path notes = Files.writeString(project.folder().resolve("notes.txt"), "my notes\n".repeat(100));
    byte[] before = Files.readAllBytes(notes);

    assertRefused(
        "The run store "
            + notes
            + " is no run store: it is not a database. It was left as it is: move it away, or set"
            + " 'run-store' to another file.",
        "-Drun-store=notes.txt");
    assertThat(notes).hasBinaryContent(before);
  }

  @Test
  void aDamagedStoreIsRefused() throws IOException {
    assertThat(project.outrider(RUN).code()).isZero();
    try (RandomAccessFile file = new RandomAccessFile(store.toFile(), "rw")) {
      for (long page = 1; page * 4096 < file.length(); page++) {
        file.seek(page * 4096);
        file.write(new byte[64]);
      }
    }
    byte[] before = Files.readAllBytes(store);

    assertRefused(
        "The run store "
            + store
            + " is damaged ([SQLITE_CORRUPT] The database disk image is malformed (database disk"
            + " image is malformed)). It was left as it is: bring back a copy of it, or move it away"
            + " to begin a new one.");
    assertThat(store).hasBinaryContent(before);
  }

  @Test
  void aStoreOfANewerOutriderIsRefused() throws IOException, SQLException {
    assertThat(project.outrider(RUN).code()).isZero();
    change(store, "PRAGMA user_version = 9");
    byte[] before = Files.readAllBytes(store);

    assertRefused(
        "The run store "
            + store
            + " has version 9, this Outrider knows up to 3. It was left as it is: take a newer"
            + " Outrider, or another 'run-store'.");
    assertThat(store).hasBinaryContent(before);
  }

  @Test
  void aDatabaseOfAnotherProgramIsRefused() throws IOException, SQLException {
    Path songs = project.folder().resolve("songs.db");
    change(songs, "CREATE TABLE songs (title TEXT)");
    byte[] before = Files.readAllBytes(songs);

    assertRefused(
        "The run store "
            + songs
            + " is a database of something else, with the tables [songs]. It was left as it is: set"
            + " 'run-store' to another file.",
        "-Drun-store=songs.db");
    assertThat(songs).hasBinaryContent(before);
  }

  @Test
  void aFolderIsRefused() throws IOException {
    Path runs = Files.createDirectory(project.folder().resolve("runs"));

    assertRefused(
        "The run store " + runs + " is a folder. Set 'run-store' to a file.", "-Drun-store=runs");
    assertThat(runs).isEmptyDirectory();
  }

  @Test
  void aStoreInAFolderThatCannotBeMadeIsRefused() throws IOException {
    Path file = Files.writeString(project.folder().resolve("file"), "no folder");

    assertRefused(
        "The folder of the run store "
            + file
            + "/runs.db cannot be made: java.nio.file.FileAlreadyExistsException: "
            + file
            + ". Set 'run-store' to a file in another folder.",
        "-Drun-store=file/runs.db");
    assertThat(file).hasContent("no folder");
  }

  /** By a command that reads as by one that writes. */
  private void assertRefused(String message, String... set) {
    for (List<String> words : List.of(List.of(RUN), List.of("runs", "list"))) {
      java.util.ArrayList<String> all = new java.util.ArrayList<>(words);
      all.addAll(List.of(set));
      assertThat(project.outrider(all.toArray(String[]::new))).isEqualTo(refused(message));
    }
  }

  private static Ended refused(String message) {
    return new Ended(2, "", "outrider: " + message + "\n");
  }

  private static void change(Path file, String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
