// SPDX-License-Identifier: Apache-2.0
package dev.outrider.artifact;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.outrider.store.ArtifactStore;
import dev.outrider.store.ObjectPage;
import dev.outrider.store.StoredObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
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
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The store of {@code file:}: whole objects, created by one, listed in order and in pages. */
class FileStoreTest {

  @TempDir Path folder;
  private final FileStore store = new FileStore(UUID::randomUUID);

  @Test
  void whatIsWrittenWithoutSyncIsThereAtOnceForEverybody() throws Exception {
    ArtifactStore hasty = store.withoutSync();
    URI object = folder.toUri().resolve("run/object.txt");
    URI claim = folder.toUri().resolve("run/claim.json");

    hasty.put(object, "whole".getBytes(UTF_8));
    boolean first = hasty.putIfAbsent(claim, "mine".getBytes(UTF_8));
    boolean second = store.putIfAbsent(claim, "theirs".getBytes(UTF_8));

    assertThat(text(object)).isEqualTo("whole");
    assertThat(first).isTrue();
    assertThat(second).isFalse();
    assertThat(text(claim)).isEqualTo("mine");
  }

  @Test
  void ofSeveralThatCreateAnObjectExactlyOneDoes() throws Exception {
    int racers = 4;
    ExecutorService threads = Executors.newFixedThreadPool(racers);
    try {
      for (int round = 0; round < 100; round++) {
        URI claim = folder.toUri().resolve("run/" + round + "/claim.json");
        CyclicBarrier start = new CyclicBarrier(racers);
        List<Future<Boolean>> answers = new ArrayList<>();
        for (int racer = 0; racer < racers; racer++) {
          byte[] content = ("launch " + racer).getBytes(UTF_8);
          answers.add(
              threads.submit(
                  () -> {
                    start.await();
                    return store.putIfAbsent(claim, content);
                  }));
        }
        int winner = -1;
        for (int racer = 0; racer < racers; racer++) {
          if (answers.get(racer).get()) {
            assertThat(winner).as("two have created " + claim).isEqualTo(-1);
            winner = racer;
          }
        }
        assertThat(text(claim)).isEqualTo("launch " + winner);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void anObjectIsReplacedReadFromAnyPlaceAndDeleted() throws IOException {
    URI object = folder.toUri().resolve("deep/er/object%20one.txt");
    assertThat(store.head(object)).isEmpty();

    store.put(object, "first".getBytes(UTF_8));
    StoredObject first = store.head(object).orElseThrow();
    store.put(object, Files.writeString(folder.resolve("large"), "second one"));
    StoredObject second = store.head(object).orElseThrow();

    assertThat(first.bytes()).isEqualTo(5);
    assertThat(second.bytes()).isEqualTo(10);
    assertThat(second.etag()).isNotEqualTo(first.etag());
    assertThat(second.uri()).isEqualTo(object);
    assertThat(text(object)).isEqualTo("second one");
    assertThat(new String(store.get(object, 7).readAllBytes(), UTF_8)).isEqualTo("one");
    assertThat(store.get(object, 99).readAllBytes()).isEmpty();
    store.delete(List.of(object, object));
    assertThat(store.head(object)).isEmpty();
    assertThat(folder.resolve("deep")).doesNotExist();
    assertThatThrownBy(() -> store.get(object, 0)).isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void aFolderDoesNotFindWhatIsInOneWhoseNameStartsTheSame() throws IOException {
    store.put(folder.toUri().resolve("run1/a"), new byte[1]);
    store.put(folder.toUri().resolve("run10/b"), new byte[1]);

    assertThat(keys(store.list(folder.toUri().resolve("run1/"), Optional.empty(), 10), "run1/"))
        .containsExactly("a");
    assertThatThrownBy(() -> store.list(folder.toUri().resolve("run1"), Optional.empty(), 10))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageEndingWith("/run1 must end in a slash to be listed.");
    assertThat(store.list(folder.toUri().resolve("none/"), Optional.empty(), 10).objects())
        .isEmpty();
  }

  @Test
  void whatWasNotWrittenToItsEndIsNotThere() throws IOException {
    URI object = folder.toUri().resolve("run/result.json");

    assertThatThrownBy(() -> store.put(object, folder.resolve("missing")))
        .isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> store.put(object, folder)).isInstanceOf(IOException.class);

    assertThat(store.head(object)).isEmpty();
    assertThat(store.list(folder.toUri(), Optional.empty(), 10).objects()).isEmpty();
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
        .hasMessage("file:/tmp/../etc/passwd must not have '.' or '..' in it.");
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
    return URI.create(root.toUri().toString().replaceAll("/*$", "/"));
  }

  private List<String> keys(ObjectPage page, String below) {
    URI root = folder.toUri().resolve(below);
    return page.objects().stream().map(each -> root.relativize(each.uri()).toString()).toList();
  }

  private String text(URI object) throws IOException {
    try (InputStream in = store.get(object, 0)) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }
}
