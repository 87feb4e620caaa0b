// SPDX-License-Identifier: Apache-2.0
package dev.outrider.artifact;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.outrider.step.store.StoreLocation;
import dev.outrider.store.ObjectPage;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the store of {@code file:} does to folders, and what it says. */
class FileStoreTest {

  @TempDir Path folder;
  private final FileStore store = new FileStore(UUID::randomUUID);

  @Test
  void aFolderGoesWithItsLastObject() throws IOException {
    URI object = folder.toUri().resolve("deep/er/object");
    store.put(object, new byte[0]);
    store.put(folder.toUri().resolve("another"), new byte[0]);

    store.delete(List.of(object));

    assertThat(folder).isDirectoryNotContaining("glob:**/deep").isNotEmptyDirectory();
  }

  @Test
  void whatIsNotWrittenToItsEndIsNotLeftOnTheDisk() throws IOException {
    URI object = folder.toUri().resolve("run/result.json");
    Path target = folder.resolve("run/result.json");
    Path missing = folder.resolve("missing");

    assertThatThrownBy(() -> store.put(object, missing))
        .isInstanceOf(FileSystemException.class)
        .hasMessage(target + ": java.nio.file.NoSuchFileException: " + missing)
        .hasCauseInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> store.put(object, folder)).isInstanceOf(IOException.class);

    assertThat(folder.resolve("run")).isEmptyDirectory();
  }

  @Test
  void whatIsNoObjectOfThisMachineIsRefused() {
    assertThatThrownBy(() -> store.head(URI.create("s3://acme/object")))
        .hasMessage("s3://acme/object is no absolute file: URI of this machine.");
    assertThatThrownBy(() -> store.head(URI.create("file://host/object")))
        .hasMessage("file://host/object is no absolute file: URI of this machine.");
    assertThatThrownBy(() -> store.put(URI.create("file:/tmp/folder/"), new byte[0]))
        .hasMessage("file:/tmp/folder/ is a folder; an object's URI has no slash last.");
    assertThatThrownBy(() -> store.head(URI.create("file:/tmp/../etc/passwd")))
        .hasMessage("'file:///tmp/../etc/passwd' must not have '.' or '..' as a part of its path.");
  }

  @Test
  void aFileWhoseNameIsNotUtf8IsNamedAndNotLeftOutOfTheList() throws IOException {
    Path file = Path.of(URI.create(folder.toUri() + "a%ff.txt"));
    Files.writeString(file, "");

    assertThatThrownBy(() -> store.list(folderUri(folder), Optional.empty(), 10))
        .isInstanceOf(FileSystemException.class)
        .hasMessageEndingWith(
            ": 'a\\xff.txt' is not UTF-8, in which all names must be. Rename it.");
  }

  @Test
  void aNameThatWouldNotBeListedIsRefused() {
    assertThatThrownBy(
            () -> store.put(folder.toUri().resolve("a/.outrider-writing-x"), new byte[0]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageEndingWith(
            "has a name that is reserved for what is being written: .outrider-writing-*.");
  }

  @Test
  void aPlaceThatCannotBeWrittenIsNamed() throws IOException {
    Files.writeString(folder.resolve("file"), "");
    URI below = folder.toUri().resolve("file/object");

    assertThatThrownBy(() -> store.put(below, new byte[0]))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(folder.resolve("file").toString());
  }

  @Property(tries = 150)
  void pagesTogetherAreAllObjectsInTheOrderOfTheirBytes(
      @ForAll("names") Set<String> names, @ForAll @IntRange(min = 1, max = 4) int limit)
      throws IOException {
    Path root = Files.createTempDirectory("outrider-list");
    try {
      Set<String> expected =
          new TreeSet<>((a, b) -> Arrays.compareUnsigned(a.getBytes(UTF_8), b.getBytes(UTF_8)));
      for (String name : names) {
        // a file and a folder of one name cannot both be: files end in x, folders do not
        store.put(root.resolve(name + "x").toUri(), new byte[0]);
        expected.add(name + "x");
      }
      List<String> listed = new ArrayList<>();
      Optional<String> after = Optional.empty();
      do {
        ObjectPage page = store.list(folderUri(root), after, limit);
        assertThat(page.objects()).hasSizeLessThanOrEqualTo(limit);
        page.objects().forEach(o -> listed.add(root.relativize(Path.of(o.uri())).toString()));
        after = page.next();
      } while (after.isPresent());

      assertThat(listed).containsExactlyElementsOf(expected);
    } finally {
      store.delete(names.stream().map(name -> root.resolve(name + "x").toUri()).toList());
      Files.deleteIfExists(root);
    }
  }

  @Provide
  Arbitrary<Set<String>> names() {
    Arbitrary<String> part = Arbitraries.of("a", "a.", "a-", "a0", "b", "é", "A");
    return part.list()
        .ofMinSize(1)
        .ofMaxSize(3)
        .map(parts -> String.join("/", parts))
        .set()
        .ofMaxSize(9);
  }

  private static URI folderUri(Path root) {
    return StoreLocation.of(root).folder().uri();
  }
}
