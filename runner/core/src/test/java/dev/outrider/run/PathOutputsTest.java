// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.outrider.artifact.FileStore;
import dev.outrider.step.attempt.AttemptContext;
import dev.outrider.step.attempt.Claim;
import dev.outrider.step.attempt.Formats;
import dev.outrider.step.attempt.InputRecord;
import dev.outrider.step.attempt.OutputRecord;
import dev.outrider.step.store.StoreLocation;
import dev.outrider.step.value.JsonText;
import dev.outrider.store.ArtifactStore;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a plain step returns as a {@code Path} is what the next step takes, or is refused. */
class PathOutputsTest {

  /** Where outputs are kept: a disk, or a store of objects that has no folders. */
  enum Place {
    DISK,
    OBJECTS
  }

  @TempDir Path temporary;
  private final WorkFolder work = new WorkFolder();
  private Path returned;

  @BeforeEach
  void makeFolders() throws IOException {
    returned = Files.createDirectory(temporary.resolve("returned"));
  }

  @AfterEach
  void close() throws IOException {
    work.close();
  }

  @ParameterizedTest
  @EnumSource
  void anEmptyFolderIsReadAsAnEmptyFolder(Place place) throws Exception {
    OutputRecord written = write(returned, place);

    assertThat(written.files()).isZero();
    assertThat(written.bytes()).isZero();
    assertThat(read(written, place)).isEmptyDirectory();
  }

  @ParameterizedTest
  @EnumSource
  void emptyFoldersInAFolderAreKept(Place place) throws Exception {
    Files.createDirectories(returned.resolve("variables"));
    Files.createDirectories(returned.resolve("assets/größe/k=v"));
    Files.writeString(returned.resolve("assets/a+b"), "text");

    Path read = read(write(returned, place), place);

    assertThat(tree(read))
        .isEqualTo(
            Map.of(
                "assets", "/",
                "assets/a+b", "text",
                "assets/größe", "/",
                "assets/größe/k=v", "/",
                "variables", "/"));
  }

  @ParameterizedTest
  @EnumSource
  void aFolderOfOneFileStaysAFolderAndAFileAFile(Place place) throws Exception {
    Path file = Files.writeString(returned.resolve("part-0"), "text");

    assertThat(tree(read(write(returned, place), place))).isEqualTo(Map.of("part-0", "text"));
    assertThat(read(write(file, place), place)).hasFileName("part-0").hasContent("text");
  }

  @ParameterizedTest
  @EnumSource
  void anOutputOfAnEarlierVersionIsReadAsItWas(Place place) throws Exception {
    OutputRecord now = write(Files.writeString(returned.resolve("one"), "text"), place);
    InputRecord earlier = InputRecord.stored("file", now.uri(), Optional.of("files"), Map.of());

    assertThat(read(earlier, place)).hasFileName("one").hasContent("text");
  }

  @ParameterizedTest
  @EnumSource
  void aFileThatHasGoneSinceIsMissed(Place place) throws Exception {
    for (String each : List.of("a", "b", "c")) {
      Files.writeString(returned.resolve(each), each);
    }
    OutputRecord written = write(returned, place);
    store(place).delete(List.of(StoreLocation.of(written.uri()).resolve("b").uri()));

    assertThatThrownBy(() -> read(written, place))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "input 'f' has 2 files in "
                + StoreLocation.of(written.uri())
                + ", but the step that made it wrote 3. See what deletes or adds files there, and"
                + " run that step again.");
  }

  @ParameterizedTest
  @EnumSource
  void whatNoStoreKeepsIsRefusedAndNothingIsWritten(Place place) throws Exception {
    Path secret = Files.writeString(temporary.resolve("secret"), "");
    Files.writeString(returned.resolve("a"), "");
    Path link = Files.createSymbolicLink(returned.resolve("evil"), secret);

    assertThatThrownBy(() -> write(returned, place))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("output 'f' has " + link + ", a symbolic link to " + secret);
    assertThat(temporary.resolve("store")).satisfies(PathOutputsTest::hasNoFilesOfOutputs);
  }

  @Test
  void noMoreUsersMayReadAnOutputThanWhatTheStepReturned() throws Exception {
    Path inner = Files.createDirectory(returned.resolve("inner"));
    Map<String, String> modes =
        Map.of("a", "rw-------", "b", "rw-r-----", "inner/c", "r--------", "d", "rw-r--r--");
    for (Map.Entry<String, String> each : modes.entrySet()) {
      Path file = Files.writeString(returned.resolve(each.getKey()), "");
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(each.getValue()));
    }
    Files.setPosixFilePermissions(inner, PosixFilePermissions.fromString("rwx------"));

    Path stored = StoreLocation.of(write(returned, Place.DISK).uri()).file();

    assertThat(mode(stored.resolve("a"))).isEqualTo("rw-------");
    assertThat(mode(stored.resolve("b")).substring(6)).isEqualTo("---");
    assertThat(mode(stored.resolve("inner/c")).substring(3)).isEqualTo("------");
    assertThat(mode(stored.resolve("inner"))).isEqualTo("rwx------");
  }

  private static String mode(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  private static void hasNoFilesOfOutputs(Path store) throws IOException {
    try (Stream<Path> files = Files.walk(store)) {
      assertThat(files.filter(Files::isRegularFile).filter(f -> f.toString().contains("outputs")))
          .isEmpty();
    }
  }

  private ArtifactStore store(Place place) throws IOException {
    Path folder = Files.createDirectories(temporary.resolve("store"));
    return place == Place.DISK ? new FileStore(UUID::randomUUID) : new SpellingStore(folder);
  }

  private OutputRecord write(Path path, Place place) throws IOException {
    ArtifactStore store = store(place);
    URI attempt =
        place == Place.DISK
            ? StoreLocation.of(temporary.resolve("store")).folder().resolve("k=v/1/").uri()
            : URI.create("odd://bucket/k=v/1/");
    AttemptContext context =
        new AttemptContext(
            Formats.CURRENT,
            "r0k3v9m2x4q7t",
            "paths",
            "make",
            1,
            "r0k3v9m2x4q7t-make-1-0123456789",
            "acme.Make",
            new JsonText("{}"),
            Map.of(),
            List.of("f"),
            attempt,
            Optional.empty(),
            Map.of(),
            Optional.empty(),
            Duration.ofSeconds(2),
            Map.of(),
            Optional.empty());
    String id = UUID.randomUUID().toString();
    Claim claim = new Claim(Formats.CURRENT, id, "here", Instant.EPOCH);
    LaunchFolder launch = new LaunchFolder(store, context, claim);
    return new PlainArtifacts(store, work).write("f", Path.class, path, launch);
  }

  private Path read(OutputRecord output, Place place) throws IOException {
    return read(InputRecord.made(output), place);
  }

  private Path read(InputRecord input, Place place) throws IOException {
    work.close();
    return (Path) new PlainArtifacts(store(place), work).read("f", Path.class, Optional.of(input));
  }

  /** Files with their content, folders with a slash. */
  private static Map<String, String> tree(Path root) throws IOException {
    Map<String, String> tree = new TreeMap<>();
    try (Stream<Path> files = Files.walk(root)) {
      for (Path each : files.skip(1).toList()) {
        String name = root.relativize(each).toString();
        tree.put(name, Files.isDirectory(each) ? "/" : Files.readString(each));
      }
    }
    return tree;
  }
}
