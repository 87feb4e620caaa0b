// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.outrider.step.attempt.InputRecord;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that plain steps take from a store, however the store and a person spell their names. */
class PlainArtifactsTest {

  @TempDir Path folder;
  private final WorkFolder work = new WorkFolder();
  private SpellingStore store;

  @BeforeEach
  void open() {
    store = new SpellingStore(folder);
  }

  @AfterEach
  void close() throws IOException {
    work.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "plain",
        "env=prod",
        "a+b",
        "with blank",
        "50%",
        "x%2By",
        "a%2Fb",
        "%41",
        "#1",
        "what?",
        "größe",
        "cafe\u0301",
        "日本",
        "[x]{y},z",
        "a&b;c",
        "it's",
        "@$:!"
      })
  void aFolderOfAStoreIsCopiedWholeToTheWorkFolder(String name) throws IOException {
    List<String> files = List.of(name, "deep/" + name + "/" + name + ".txt", "z");
    for (String file : files) {
      store.put(SpellingStore.spelled(name + "/in/" + file, false), file.getBytes(UTF_8));
    }

    for (boolean escaped : List.of(true, false)) {
      for (String slash : List.of("/", "")) {
        URI place = SpellingStore.spelled(name + "/in" + slash, escaped);
        Path read = read(place);

        assertThat(read.startsWith(work.folder("in"))).as("%s in %s", read, place).isTrue();
        Map<String, String> expected = new TreeMap<>();
        files.forEach(file -> expected.put(file, file));
        assertThat(contents(read)).as("of %s", place).isEqualTo(expected);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"env=prod/a+b", "50%/x%2By", "größe/#1", "what?/a b"})
  void anObjectOfAStoreIsCopiedUnderItsName(String name) throws IOException {
    store.put(SpellingStore.spelled(name, false), name.getBytes(UTF_8));

    for (boolean escaped : List.of(true, false)) {
      Path read = read(SpellingStore.spelled(name, escaped));

      assertThat(read).hasFileName(name.substring(name.indexOf('/') + 1)).hasContent(name);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "odd://bucket/in/../../../../outside",
        "odd://bucket/in/%2e%2e/outside",
        "odd://bucket/in//two",
        "odd://bucket/in/",
        "odd://bucket/elsewhere",
        "odd://other/in/x",
        "file:///outside",
        "odd://bucket/in/a%00b",
        "odd://bucket/in/%ff",
        "odd://bucket/in/x?y"
      })
  void whatCannotBeAFileOfTheFolderIsRefusedBeforeAnythingIsCreated(String object)
      throws IOException {
    store.put(SpellingStore.spelled("in/first", false), new byte[1]);
    store.listAlso(URI.create(object));

    assertThatThrownBy(() -> read(SpellingStore.spelled("in/", false)))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(
            "input 'f' has the object " + object + ", which cannot be a file on this disk: ")
        .hasMessageEndingWith(" Rename it, or read it from the store.");

    assertThat(contents(work.folder("in"))).isEmpty();
    assertThat(folder.resolve("../outside")).doesNotExist();
  }

  @Test
  void aPlaceThatIsNotUtf8OrHasAQueryIsRefused() {
    assertThatThrownBy(() -> read(URI.create("odd://bucket/a?x=1")))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("input 'f': 'odd://bucket/a?x=1' has a query or a fragment");
  }

  private Path read(URI place) throws IOException {
    InputRecord input = InputRecord.stored("file", place, Optional.empty(), Map.of());
    return (Path) new PlainArtifacts(store, fresh()).read("f", Path.class, Optional.of(input));
  }

  /** The copies of each reader go to a folder of their own. */
  private WorkFolder fresh() throws IOException {
    work.close();
    return work;
  }

  private static Map<String, String> contents(Path root) throws IOException {
    Map<String, String> contents = new TreeMap<>();
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        contents.put(root.relativize(file).toString(), Files.readString(file));
      }
    }
    return contents;
  }
}
