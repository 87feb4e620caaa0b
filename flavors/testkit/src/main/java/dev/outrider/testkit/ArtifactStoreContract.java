// SPDX-License-Identifier: Apache-2.0
package dev.outrider.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.outrider.step.store.StoreLocation;
import dev.outrider.store.ArtifactStore;
import dev.outrider.store.ObjectPage;
import dev.outrider.store.StoredObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What every {@link ArtifactStore} promises. The author of a store extends this class and says how
 * one is opened; what is larger than one upload of a cloud is in {@link LargeObjectContract}.
 *
 * <pre>{@code
 * class S3StoreTest extends ArtifactStoreContract {
 *   private final LoopbackS3 s3 = new LoopbackS3();
 *   protected ArtifactStore open() { return new S3Store(settings(s3)); }
 *   protected URI root() { return URI.create("s3://bucket/folder/"); }
 *   protected Optional<ArtifactStore> unreachable() { return Optional.of(new S3Store(settings(NOWHERE))); }
 * }
 * }</pre>
 */
@ExtendWith(ContractReport.class)
public abstract class ArtifactStoreContract {

  private static final int LARGE_FOLDER = ArtifactStore.LARGEST_PAGE + 5;

  private final List<ArtifactStore> opened = new ArrayList<>();
  private ArtifactStore store;

  /** Where the sources of uploads lie. */
  @TempDir Path sources;

  /**
   * Opens a store, as a process does when it starts. It is asked for several, which see the same
   * objects; each is closed after the test.
   */
  protected abstract ArtifactStore open() throws Exception;

  /** A folder with nothing in it when a test starts, ending in a slash; the same within a test. */
  protected abstract URI root();

  /**
   * A store whose server gives no answer, or nothing but errors, and that gives up within seconds;
   * it is asked for objects below {@link #root()}. Empty where there is no server. It is closed
   * after the test.
   */
  protected abstract Optional<ArtifactStore> unreachable() throws Exception;

  /** How many bytes are sure to be uploaded in several parts; 20 MiB unless overridden. */
  protected int severalParts() {
    return 20 << 20;
  }

  /**
   * How much older than an earlier write the time of a later one may be; nothing unless overridden.
   * For a store of several servers with a clock each.
   */
  protected Duration clockTolerance() {
    return Duration.ZERO;
  }

  /**
   * Whether names that differ in case or in Unicode form only are names of different objects; true
   * unless overridden. On the disks of some machines they are not.
   */
  protected boolean namesAreBytes() {
    return true;
  }

  /**
   * Whether names come in the order of their bytes in UTF-8 also where that of Java's strings is
   * another one, which is beyond U+FFFF; true unless overridden. For a server that stands in for a
   * platform and does not have its order.
   */
  protected boolean ordersLikeUtf8() {
    return true;
  }

  /**
   * Whether the server can be asked for what would lie below an object; true unless overridden. For
   * one that stands in for a platform, and that has its objects in folders.
   */
  protected boolean canLookBelowObjects() {
    return true;
  }

  /**
   * Whether a name with an empty part, {@code a//b}, is a name of its own or refused; true unless
   * overridden. For a server that stands in for a platform, and that has its objects in folders.
   */
  protected boolean keepsEmptyParts() {
    return true;
  }

  @BeforeEach
  final void openStore() throws Exception {
    store = opened(open());
  }

  @AfterEach
  final void closeStores() {
    opened.forEach(ArtifactStore::close);
    opened.clear();
  }

  /** What is written is there, whole, and replaced by the next write. */
  @Nested
  class Writing {

    @Test
    void whatIsWrittenIsThereAtOnceForEverybody() throws Exception {
      URI object = object("run/object.txt");
      ArtifactStore other = another();

      store.put(object, "whole".getBytes(UTF_8));

      assertThat(text(other, object)).isEqualTo("whole");
      assertThat(names(other, root())).containsExactly("run/object.txt");
    }

    @Test
    void theNextWriteReplacesTheContent() throws Exception {
      URI object = object("object");
      store.put(object, "a longer content".getBytes(UTF_8));

      store.put(object, "short".getBytes(UTF_8));

      assertThat(text(store, object)).isEqualTo("short");
      assertThat(store.head(object).orElseThrow().bytes()).isEqualTo(5);
    }

    @Test
    void aFileOfSeveralPartsIsWrittenWholeAndReplacesWhatWasThere() throws Exception {
      URI object = object("object");
      byte[] content = content(severalParts());
      store.put(object, "old".getBytes(UTF_8));

      store.put(object, source(content));

      assertThat(store.head(object).orElseThrow().bytes()).isEqualTo(content.length);
      assertThat(Arrays.equals(bytes(store, object), content)).isTrue();
    }

    @Test
    void anObjectOfNoBytesIsAnObject() throws Exception {
      store.put(object("bytes"), new byte[0]);
      store.put(object("file"), source(new byte[0]));
      boolean created = store.putIfAbsent(object("created"), new byte[0]);
      boolean again = store.putIfAbsent(object("created"), new byte[1]);

      assertThat(created).isTrue();
      assertThat(again).isFalse();
      assertThat(names(store, root())).containsExactly("bytes", "created", "file");
      for (String each : List.of("bytes", "created", "file")) {
        assertThat(store.head(object(each)).orElseThrow().bytes()).isZero();
        assertThat(bytes(store, object(each))).isEmpty();
      }
    }

    @Test
    void whatTheCallerDoesToItsBytesAfterwardsChangesNothing() throws Exception {
      byte[] content = "whole".getBytes(UTF_8);
      store.put(object("put"), content);
      store.putIfAbsent(object("created"), content);

      Arrays.fill(content, (byte) 'x');

      assertThat(text(store, object("put"))).isEqualTo("whole");
      assertThat(text(store, object("created"))).isEqualTo("whole");
    }

    @Test
    void closingAStoreLeavesTheOthersOpen() throws Exception {
      ArtifactStore other = another();
      store.put(object("object"), "whole".getBytes(UTF_8));

      store.close();
      store.close();

      assertThat(text(other, object("object"))).isEqualTo("whole");
    }
  }

  /** Of several that create an object one does. */
  @Nested
  class Creating {

    @Test
    void ofTwoThatCreateAnObjectOneDoesAndItsContentStays() throws Exception {
      assertThatOneOfTwoCreates(store, another());
    }

    @Test
    void whatIsThereIsNotCreatedAgainAndDoesNotChange() throws Exception {
      URI object = object("claim.json");
      assertThat(store.putIfAbsent(object, "mine".getBytes(UTF_8))).isTrue();
      StoredObject before = store.head(object).orElseThrow();

      boolean created = store.putIfAbsent(object, "theirs".getBytes(UTF_8));

      assertThat(created).isFalse();
      assertThat(text(store, object)).isEqualTo("mine");
      assertThat(store.head(object)).contains(before);
    }

    @Test
    void whatWasWrittenInAnyOtherWayIsNotCreatedEither() throws Exception {
      store.put(object("bytes"), "mine".getBytes(UTF_8));
      store.put(object("file"), source("mine".getBytes(UTF_8)));

      for (URI each : List.of(object("bytes"), object("file"))) {
        assertThat(store.putIfAbsent(each, "theirs".getBytes(UTF_8))).isFalse();
        assertThat(text(store, each)).isEqualTo("mine");
      }
    }

    @Test
    void whatWasDeletedCanBeCreatedAgain() throws Exception {
      URI object = object("claim.json");
      store.putIfAbsent(object, "first".getBytes(UTF_8));
      store.delete(List.of(object));

      boolean created = store.putIfAbsent(object, "second".getBytes(UTF_8));

      assertThat(created).isTrue();
      assertThat(text(store, object)).isEqualTo("second");
    }
  }

  /** An object is read from any place; what is not there is said so. */
  @Nested
  class Reading {

    @Test
    void anObjectIsReadFromAnyPosition() throws Exception {
      byte[] content = content(100_000);
      store.put(object("object"), content);

      for (int from : List.of(0, 1, 8191, 8192, 65_537, 99_999)) {
        assertThat(bytes(store, object("object"), from))
            .as("from %s", from)
            .isEqualTo(Arrays.copyOfRange(content, from, content.length));
      }
    }

    @Test
    void atTheEndAndBeyondItThereIsNothingToRead() throws Exception {
      store.put(object("object"), new byte[7]);

      for (long from : List.of(7L, 8L, Integer.MAX_VALUE + 1L, 1L << 40, Long.MAX_VALUE)) {
        assertThat(bytes(store, object("object"), from)).as("from %s", from).isEmpty();
      }
    }

    @Test
    void whatIsNotThereIsNoSuchFile() throws Exception {
      store.put(object("folder/there"), new byte[1]);

      for (long from : List.of(0L, 5L)) {
        assertThatThrownBy(() -> bytes(store, object("folder/absent"), from))
            .isInstanceOf(NoSuchFileException.class);
      }
      assertThat(store.head(object("folder/absent"))).isEmpty();
    }

    @Test
    void aFolderIsNoObject() throws Exception {
      store.put(object("folder/object"), new byte[1]);
      URI folder = object("folder");

      assertThat(store.head(folder)).isEmpty();
      assertThatThrownBy(() -> bytes(store, folder)).isInstanceOf(NoSuchFileException.class);
      store.delete(List.of(folder));
      assertThat(names(store, root())).containsExactly("folder/object");
    }

    @Test
    void belowAnObjectIsNothing() throws Exception {
      assumeTrue(canLookBelowObjects(), "this server cannot be asked for what is below an object");
      store.put(object("object"), new byte[1]);
      URI below = object("object/below");

      assertThat(store.head(below)).isEmpty();
      assertThatThrownBy(() -> bytes(store, below)).isInstanceOf(NoSuchFileException.class);
      assertThat(names(store, object("object/"))).isEmpty();
      store.delete(List.of(below));
      assertThat(names(store, root())).containsExactly("object");
    }

    @Test
    void aReadThatIsOverrunByAWriteGivesTheOldBytesOrFails() throws Exception {
      byte[] old = content(severalParts());
      byte[] changed = old.clone();
      for (int i = 0; i < changed.length; i++) {
        changed[i] ^= 1;
      }
      store.put(object("object"), source(old));

      Optional<byte[]> read =
          readWith(() -> another().put(object("object"), source(changed)), object("object"));

      read.ifPresent(bytes -> assertThat(Arrays.equals(bytes, old)).isTrue());
      assertThat(Arrays.equals(bytes(store, object("object")), changed)).isTrue();
    }

    @Test
    void aReadThatIsOverrunByADeletionGivesTheBytesOrFails() throws Exception {
      byte[] content = content(severalParts());
      store.put(object("object"), source(content));

      Optional<byte[]> read =
          readWith(() -> another().delete(List.of(object("object"))), object("object"));

      read.ifPresent(bytes -> assertThat(Arrays.equals(bytes, content)).isTrue());
    }

    /** Reads one byte, does something, and reads the others. Empty when that fails. */
    private Optional<byte[]> readWith(ThrowingCallable between, URI object) throws Exception {
      try (InputStream in = store.get(object, 0)) {
        int first = in.read();
        assertThatCode(between).doesNotThrowAnyException();
        byte[] others;
        try {
          others = in.readAllBytes();
        } catch (IOException e) {
          return Optional.empty();
        }
        byte[] all = new byte[others.length + 1];
        all[0] = (byte) first;
        System.arraycopy(others, 0, all, 1, others.length);
        return Optional.of(all);
      }
    }
  }

  /** All objects below a folder, once, in order, in pages. */
  @Nested
  class Listing {

    /** In the order of their bytes, which is neither that of Java's strings nor that of folders. */
    private static final List<String> ORDERED =
        List.of(
            "A",
            "a!/x",
            "a-b",
            "a.b/c",
            "a/b",
            "a/b.c",
            "a/c/d/e/f",
            "a/c0",
            "a0",
            "b",
            "b0",
            "é",
            "～",
            "😀");

    private List<String> ordered() {
      return ordersLikeUtf8() ? ORDERED : ORDERED.subList(0, ORDERED.size() - 1);
    }

    @Test
    void objectsOfAllDepthsComeInTheOrderOfTheirBytes() throws Exception {
      fill(ordered().stream().sorted().toList());

      ObjectPage page = store.list(root(), Optional.empty(), 100);

      assertThat(page.objects())
          .extracting(each -> name(each))
          .containsExactlyElementsOf(ordered());
      assertThat(page.next()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 13, 14, 15})
    void pagesTogetherAreAllObjects(int limit) throws Exception {
      fill(ordered());

      assertThat(names(store, root(), limit)).containsExactlyElementsOf(ordered());
    }

    @Test
    void aFolderOfMoreThanALargestPageIsListedWhole() throws Exception {
      List<String> names = largeFolder();
      fill(names);

      assertThat(names(store, object("large/"), ArtifactStore.LARGEST_PAGE))
          .containsExactlyElementsOf(names);
    }

    @Test
    void listingGoesOnAfterAnObjectThatWasDeletedMeanwhile() throws Exception {
      fill(List.of("a", "b", "c", "d"));
      ObjectPage first = store.list(root(), Optional.empty(), 2);

      store.delete(List.of(object("a"), object("b")));
      ObjectPage second = store.list(root(), first.next(), 2);

      assertThat(first.objects()).extracting(each -> name(each)).containsExactly("a", "b");
      assertThat(second.objects()).extracting(each -> name(each)).containsExactly("c", "d");
    }

    @Test
    void listingGoesOnAfterAFolderThatWasDeletedMeanwhile() throws Exception {
      fill(List.of("a/a", "a/b", "a0", "b"));
      ObjectPage first = store.list(root(), Optional.empty(), 1);

      store.delete(List.of(object("a/a"), object("a/b")));
      ObjectPage second = store.list(root(), first.next(), 9);

      assertThat(second.objects()).extracting(each -> name(each)).containsExactly("a0", "b");
    }

    @Test
    void whatIsAddedMeanwhileMakesNeitherALossNorADouble() throws Exception {
      fill(List.of("b", "d", "f", "h"));
      ObjectPage first = store.list(root(), Optional.empty(), 2);

      fill(List.of("a", "c", "d0", "g"));
      List<String> others = names(store, root(), 2, first.next());

      assertThat(first.objects()).extracting(each -> name(each)).containsExactly("b", "d");
      assertThat(others).doesNotHaveDuplicates().contains("f", "h").isSubsetOf("d0", "f", "g", "h");
    }

    @Test
    void aFolderThatIsNotThereIsEmpty() throws Exception {
      store.put(object("folder/object"), new byte[1]);

      assertThat(store.list(object("none/"), Optional.empty(), 10))
          .isEqualTo(new ObjectPage(List.of(), Optional.empty()));
    }

    @Test
    void aFolderNeverShowsItsNeighbours() throws Exception {
      fill(
          List.of(
              "run0/x", "run1-a", "run1.txt", "run1/a", "run1/b/c", "run10/d", "run1a", "run2"));

      assertThat(names(store, object("run1/"))).containsExactly("run1/a", "run1/b/c");
      assertThat(names(store, object("run/"))).isEmpty();
    }

    @Test
    void anObjectIsNotInTheFolderOfItsName() throws Exception {
      store.put(object("run1/a"), new byte[1]);
      boolean both;
      try {
        store.put(object("run1"), new byte[2]);
        both = true;
      } catch (IOException e) {
        both = false; // a folder and an object cannot have one name here
      }

      assertThat(names(store, object("run1/"))).containsExactly("run1/a");
      assertThat(store.head(object("run1")).isPresent()).isEqualTo(both);
      assertThat(bytes(store, object("run1/a"))).hasSize(1);
    }

    @Test
    void theListAndTheHeadTellTheSame() throws Exception {
      store.put(object("folder/bytes"), new byte[3]);
      store.put(object("folder/file"), source(new byte[4]));
      store.putIfAbsent(object("with space/é"), new byte[5]);

      List<StoredObject> listed = store.list(root(), Optional.empty(), 10).objects();

      assertThat(listed).extracting(StoredObject::bytes).containsExactly(3L, 4L, 5L);
      for (StoredObject each : listed) {
        assertThat(store.head(each.uri())).contains(each);
        assertThat(store.head(object(name(each)))).contains(each);
      }
    }
  }

  /** A name is what the path of a URI is once it is decoded, and is kept as it is. */
  @Nested
  class Names {

    @ParameterizedTest
    @ValueSource(
        strings = {
          "with space",
          "100%",
          "%41",
          "%2F",
          "%2f",
          "%252F",
          "a+b",
          "#1",
          "what?",
          "a&b=c",
          "k=v",
          "a;b",
          "a,b",
          "a:b",
          "it's",
          "\"quoted\"",
          "[a]",
          "{b}",
          "~a",
          "@a",
          "$a",
          "a|b",
          "<a>",
          ".hidden",
          "a..b",
          "caf\u00e9",
          "cafe\u0301",
          "日本",
          "😀"
        })
    void aNameIsKept(String name) throws Exception {
      String path = name + "/" + name;
      URI object = object(path);

      boolean created = store.putIfAbsent(object, name.getBytes(UTF_8));
      boolean again = store.putIfAbsent(object, new byte[0]);

      assertThat(created).isTrue();
      assertThat(again).isFalse();
      assertThat(names(store, root())).containsExactly(path);
      assertThat(names(store, object(name + "/"))).containsExactly(path);
      StoredObject stored = store.head(object).orElseThrow();
      assertThat(name(stored)).isEqualTo(path);
      assertThat(stored.uri().toString()).matches("\\p{ASCII}*");
      assertThat(text(store, stored.uri())).isEqualTo(name);
      store.delete(List.of(stored.uri()));
      assertThat(store.head(object)).isEmpty();
    }

    @Test
    void namesOfOtherBytesAreNamesOfOtherObjects() throws Exception {
      assumeTrue(namesAreBytes(), "this store takes names of one look for the same");
      List<String> names = List.of("CAFE", "cafe", "cafe\u0301", "caf\u00e9");
      fill(names);

      assertThat(names(store, root())).containsExactlyElementsOf(names);
      for (String each : names) {
        assertThat(text(store, object(each))).isEqualTo(each);
      }
    }

    /** What a store lists lies in the folder that was listed, however a person has spelled that. */
    @ParameterizedTest
    @ValueSource(strings = {"env=prod", "a+b", "with space", "50%", "%2F", "#1", "what?", "größe"})
    void aFolderShowsTheSameHoweverItsUriIsEncoded(String name) throws Exception {
      String file = name + "/k=v/" + name;
      store.put(object(file), name.getBytes(UTF_8));

      for (String spelled : List.of(least(name), escaped(name, true), escaped(name, false))) {
        URI folder = URI.create(root() + spelled + "/");
        List<StoredObject> listed = store.list(folder, Optional.empty(), 10).objects();

        assertThat(listed).as("in %s", folder).hasSize(1);
        StoreLocation found = StoreLocation.of(listed.get(0).uri());
        assertThat(StoreLocation.of(folder).relativize(found)).isEqualTo("k=v/" + name);
        assertThat(text(store, found.uri())).isEqualTo(name);
        URI object = URI.create(folder + "k=v/" + spelled);
        assertThat(store.head(object)).contains(listed.get(0));
        store.put(object, name.getBytes(UTF_8));
        assertThat(names(store, root())).containsExactly(file);
      }
    }

    @ParameterizedTest
    @ValueSource(strings = {"object?", "object?version=1", "object#1", "%ff", "a%2F..%2Fb"})
    void aUriThatNamesNoObjectIsRefusedAndNotTakenForAnother(String spelled) throws Exception {
      store.put(object("object"), "whole".getBytes(UTF_8));
      URI uri = URI.create(root() + spelled);

      for (ThrowingCallable each :
          List.<ThrowingCallable>of(
              () -> store.put(uri, new byte[1]),
              () -> store.putIfAbsent(uri, new byte[1]),
              () -> store.head(uri),
              () -> store.get(uri, 0).close(),
              () -> store.delete(List.of(uri)))) {
        assertThatIllegalArgumentException().isThrownBy(each);
      }
      assertThat(names(store, root())).containsExactly("object");
      assertThat(text(store, object("object"))).isEqualTo("whole");
    }

    /** Two slashes are a name of their own, or are refused; they are never taken for one. */
    @Test
    void twoSlashesAreNotOne() throws Exception {
      assumeTrue(keepsEmptyParts(), "this server keeps its objects in folders of a disk");
      store.put(object("a/b"), "one".getBytes(UTF_8));
      try {
        store.put(object("a//b"), "two".getBytes(UTF_8));
      } catch (IllegalArgumentException | IOException e) {
        assertThat(e).hasMessageContaining("//");
      }

      assertThat(text(store, object("a/b"))).isEqualTo("one");
    }

    @Test
    void aNameIsTheSameHoweverItsUriIsEncoded() throws Exception {
      store.put(object("a-é"), "whole".getBytes(UTF_8));
      URI encoded = URI.create(root() + "%61%2D%C3%a9");
      URI plain = URI.create(root() + "a-é");

      assertThat(text(store, encoded)).isEqualTo("whole");
      assertThat(text(store, plain)).isEqualTo("whole");
      assertThat(store.head(encoded)).isEqualTo(store.head(plain)).isPresent();
      assertThat(store.putIfAbsent(encoded, new byte[0])).isFalse();
    }
  }

  /** What is asked for is deleted, and nothing else. */
  @Nested
  class Deleting {

    @Test
    void whatIsDeletedIsGoneAndItsSiblingsStay() throws Exception {
      List<String> siblings = List.of("a/b/c.d", "a/b/cd", "a/b/d", "a/c", "ab/c", "b");
      fill(siblings);
      fill(List.of("a/b/c"));

      store.delete(List.of(object("a/b/c")));

      assertThat(store.head(object("a/b/c"))).isEmpty();
      assertThatThrownBy(() -> bytes(store, object("a/b/c")))
          .isInstanceOf(NoSuchFileException.class);
      assertThat(names(store, root())).containsExactlyElementsOf(siblings);
    }

    @Test
    void deletingWhatAFolderShowsLeavesItsNeighbours() throws Exception {
      List<String> neighbours = List.of("run1.txt", "run10/a", "run10/b", "run1a");
      fill(neighbours);
      fill(List.of("run1/a", "run1/b/c"));

      store.delete(
          store.list(object("run1/"), Optional.empty(), 10).objects().stream()
              .map(StoredObject::uri)
              .toList());

      assertThat(names(store, root())).containsExactlyElementsOf(neighbours);
    }

    @Test
    void whatIsNotThereIsNoError() throws Exception {
      fill(List.of("a", "b", "c"));

      store.delete(List.of());
      store.delete(List.of(object("absent")));
      store.delete(
          List.of(object("no/folder"), object("a"), object("a"), object("absent"), object("b")));

      assertThat(names(store, root())).containsExactly("c");
    }

    @Test
    void moreThanALargestPageIsDeletedInOneCall() throws Exception {
      fill(largeFolder());
      fill(List.of("last"));

      store.delete(largeFolder().stream().map(each -> object(each)).toList());

      assertThat(names(store, root())).containsExactly("last");
    }
  }

  /** An upload that does not come to its end has not been. */
  @Nested
  class CutUploads {

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aSourceThatBreaksMidwayLeavesNothing(boolean fails) throws Exception {
      Path source = broken(fails);

      assertThatIOException().isThrownBy(() -> store.put(object("run/object"), source));

      assertThat(store.head(object("run/object"))).isEmpty();
      assertThatThrownBy(() -> bytes(store, object("run/object")))
          .isInstanceOf(NoSuchFileException.class);
      assertThat(names(store, root())).isEmpty();
      assertThat(store.putIfAbsent(object("run/object"), new byte[1])).isTrue();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aSourceThatBreaksMidwayChangesNothing(boolean fails) throws Exception {
      store.put(object("run/object"), "old".getBytes(UTF_8));
      StoredObject before = store.head(object("run/object")).orElseThrow();
      Path source = broken(fails);

      assertThatIOException().isThrownBy(() -> store.put(object("run/object"), source));

      assertThat(text(store, object("run/object"))).isEqualTo("old");
      assertThat(store.list(root(), Optional.empty(), 10).objects()).containsExactly(before);
    }

    @Test
    void whatIsBeingWrittenIsNotSeen() throws Exception {
      store.put(object("run/old"), "old".getBytes(UTF_8));
      ArtifactStore other = another();
      List<String> seen = new ArrayList<>();
      Runnable look =
          () -> {
            try {
              seen.addAll(names(other, root()));
              seen.add(text(other, object("run/old")));
              seen.add(other.head(object("run/new")).toString());
            } catch (IOException e) {
              seen.add(e.toString());
            }
          };
      byte[] content = content(severalParts());

      store.put(object("run/new"), MidwaySource.watched(source(content), content.length - 1, look));
      List<String> seenOfNew = List.copyOf(seen);
      seen.clear();
      store.put(object("run/old"), MidwaySource.watched(source(content), content.length - 1, look));

      assertThat(seenOfNew).containsExactly("run/old", "old", "Optional.empty");
      assertThat(seen).startsWith("run/new", "run/old", "old");
      assertThat(Arrays.equals(bytes(store, object("run/new")), content)).isTrue();
      assertThat(Arrays.equals(bytes(store, object("run/old")), content)).isTrue();
    }

    @Test
    void anInterruptedWriterHasWrittenTheObjectOrNothing() throws Exception {
      store.put(object("object"), "old".getBytes(UTF_8));
      byte[] content = content(severalParts());
      Path source =
          MidwaySource.watched(
              source(content), content.length - 1, Thread.currentThread()::interrupt);
      boolean written;
      boolean interrupted;
      try {
        store.put(object("object"), source);
        written = true;
      } catch (IOException e) {
        written = false;
      } finally {
        interrupted = Thread.interrupted();
      }

      assertThat(interrupted).as("the thread is still interrupted").isTrue();
      assertThat(
              Arrays.equals(
                  bytes(store, object("object")), written ? content : "old".getBytes(UTF_8)))
          .isTrue();
      assertThat(names(store, root())).containsExactly("object");
    }
  }

  /** Times are the store's, and an etag stands for a content. */
  @Nested
  class Marks {

    @Test
    void aLaterWriteIsNotOlder() throws Exception {
      Instant last = Instant.MIN;
      for (int i = 0; i < 20; i++) {
        URI object = object("run/" + i % 3);
        store.put(object, new byte[i]);
        Instant modified = store.head(object).orElseThrow().modified();
        assertThat(modified.plus(clockTolerance())).as("write %s", i).isAfterOrEqualTo(last);
        last = modified;
      }
    }

    @Test
    void theTimeOfAnObjectIsNotThatOfItsSource() throws Exception {
      store.put(object("before"), new byte[1]);
      Path source = source(content(severalParts()));
      Files.setLastModifiedTime(source, FileTime.from(Instant.parse("2001-01-01T00:00:00Z")));

      store.put(object("object"), source);

      Instant before = store.head(object("before")).orElseThrow().modified();
      assertThat(store.head(object("object")).orElseThrow().modified().plus(clockTolerance()))
          .isAfterOrEqualTo(before);
    }

    @Test
    void theEtagChangesWithTheContent() throws Exception {
      URI object = object("object");
      Set<String> etags = new HashSet<>();
      for (int i = 0; i < 50; i++) {
        byte[] content = String.format("content %02d", i).getBytes(UTF_8);
        if (i % 2 == 0) {
          store.put(object, content);
        } else {
          store.put(object, source(content));
        }
        etags.add(store.head(object).orElseThrow().etag());
      }

      assertThat(etags).hasSize(50);
    }

    @Test
    void anObjectThatIsNotWrittenKeepsItsEtagAndItsTime() throws Exception {
      store.put(object("object"), "whole".getBytes(UTF_8));
      StoredObject first = store.head(object("object")).orElseThrow();

      text(store, object("object"));
      fill(List.of("another"));

      assertThat(store.head(object("object"))).contains(first);
      assertThat(another().head(object("object"))).contains(first);
    }
  }

  /** A store is used by many threads, and an object by many stores. */
  @Nested
  class AtOnce {

    @Test
    void aReaderSeesOneOfTheContentsThatAreWritten() throws Exception {
      URI object = object("object");
      ArtifactStore other = another();
      byte[][] contents = {filled('a', 70_000), filled('b', 50_000), filled('c', 90_000)};
      store.put(object, contents[0]);
      AtomicBoolean done = new AtomicBoolean();

      Callable<Boolean> writer =
          () -> {
            try {
              for (int i = 0; i < 100; i++) {
                other.put(object, contents[i % 3]);
              }
              return true;
            } finally {
              done.set(true);
            }
          };
      Callable<Boolean> reader =
          () -> {
            boolean whole = true;
            while (whole && !done.get()) {
              byte[] read = bytes(store, object);
              whole = Stream.of(contents).anyMatch(each -> Arrays.equals(each, read));
            }
            return whole;
          };

      try (Race race = new Race(2)) {
        assertThat(race.run(List.of(writer, reader))).containsExactly(true, true);
      }
    }

    @Test
    void threadsOfOneStoreDoNotDisturbEachOther() throws Exception {
      int threads = 4;
      List<Callable<List<String>>> tasks =
          IntStream.range(0, threads)
              .<Callable<List<String>>>mapToObj(thread -> () -> wrongIn("run" + thread))
              .toList();

      try (Race race = new Race(threads)) {
        for (List<String> wrong : race.run(tasks)) {
          assertThat(wrong).isEmpty();
        }
      }
    }

    @Test
    void aFolderTakesAnObjectWhileItsLastOneIsDeleted() throws Exception {
      ArtifactStore other = another();
      try (Race race = new Race(2)) {
        for (int round = 0; round < 100; round++) {
          URI last = object(round + "/last");
          URI next = object(round + "/next");
          store.put(last, new byte[1]);

          race.run(List.of(() -> deleted(last), () -> written(other, next)));

          assertThat(store.head(next)).as("%s, round %s", next, round).isPresent();
          assertThat(store.head(last)).isEmpty();
        }
      }
    }

    private URI deleted(URI object) throws IOException {
      store.delete(List.of(object));
      return object;
    }

    private URI written(ArtifactStore by, URI object) throws IOException {
      by.put(object, new byte[1]);
      return object;
    }

    /** Uses a folder in every way, and returns what went wrong. */
    private List<String> wrongIn(String folder) throws IOException {
      List<String> wrong = new ArrayList<>();
      byte[] large = filled(folder.charAt(3), 100_000);
      Path source = source(large);
      for (int i = 0; i < 10; i++) {
        String name = folder + "/" + i;
        store.put(object(name), name.getBytes(UTF_8));
        store.put(object(folder + "/large"), source);
        if (!text(store, object(name)).equals(name)) {
          wrong.add(name + " has another content");
        }
        if (!Arrays.equals(bytes(store, object(folder + "/large")), large)) {
          wrong.add(folder + "/large has another content");
        }
        if (!names(store, object(folder + "/")).equals(List.of(name, folder + "/large"))) {
          wrong.add(name + " is not alone");
        }
        store.delete(List.of(object(name)));
      }
      return wrong;
    }
  }

  /** Written faster, with the same promises. */
  @Nested
  class WithoutSync {

    @Test
    void whatIsWrittenWithoutSyncIsThereAtOnceForEverybody() throws Exception {
      ArtifactStore hasty = store.withoutSync();
      ArtifactStore other = another();

      hasty.put(object("bytes"), "whole".getBytes(UTF_8));
      hasty.put(object("file"), source("whole".getBytes(UTF_8)));
      hasty.putIfAbsent(object("created"), "whole".getBytes(UTF_8));

      assertThat(names(other, root())).containsExactly("bytes", "created", "file");
      for (String each : List.of("bytes", "created", "file")) {
        assertThat(text(other, object(each))).isEqualTo("whole");
      }
    }

    @Test
    void ofOneWithAndOneWithoutSyncOneCreates() throws Exception {
      assertThatOneOfTwoCreates(store, another().withoutSync());
    }

    @Test
    void aSourceThatBreaksMidwayChangesNothingWithoutSyncEither() throws Exception {
      ArtifactStore hasty = store.withoutSync();
      store.put(object("object"), "old".getBytes(UTF_8));

      assertThatIOException().isThrownBy(() -> hasty.put(object("object"), broken(true)));
      assertThatIOException().isThrownBy(() -> hasty.put(object("new"), broken(true)));

      assertThat(text(store, object("object"))).isEqualTo("old");
      assertThat(names(store, root())).containsExactly("object");
    }
  }

  /** An error says of which object, and is never an answer. */
  @Nested
  class Errors {

    @Test
    void anErrorNamesTheObject() {
      URI object = object("run/result.json");

      for (ThrowingCallable each :
          List.<ThrowingCallable>of(
              () -> store.get(object, 0).close(),
              () -> store.put(object, sources.resolve("missing")),
              () -> store.put(object, sources),
              () -> store.put(object, broken(true)),
              () -> store.put(object, broken(false)))) {
        assertThatIOException().isThrownBy(each).withMessageContaining(object.getPath());
      }
    }

    @Test
    void aServerThatDoesNotAnswerIsAnError() throws Exception {
      Optional<ArtifactStore> given = unreachable();
      assumeTrue(given.isPresent(), "this store has no server");
      ArtifactStore unreachable = opened(given.get());
      URI object = object("run/object");

      for (ThrowingCallable each :
          List.<ThrowingCallable>of(
              () -> unreachable.head(object),
              () -> unreachable.get(object, 0).close(),
              () -> unreachable.put(object, new byte[1]),
              () -> unreachable.put(object, source(new byte[1])),
              () -> unreachable.putIfAbsent(object, new byte[1]),
              () -> unreachable.delete(List.of(object)),
              () -> unreachable.list(object("run/"), Optional.empty(), 10))) {
        assertThatIOException()
            .isThrownBy(each)
            .isNotInstanceOf(NoSuchFileException.class)
            .withMessageContaining(object("run").getPath());
      }
    }

    @Test
    void aFolderIsListedByItsNameWithASlashOnly() {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> store.list(object("run1"), Optional.empty(), 10));
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, ArtifactStore.LARGEST_PAGE + 1})
    void aPageOfNoneOrOfTooManyIsRefused(int limit) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> store.list(root(), Optional.empty(), limit));
    }

    @Test
    void aPositionBelowNullIsRefused() throws Exception {
      store.put(object("object"), new byte[1]);

      for (URI each : List.of(object("object"), object("absent"))) {
        assertThatIllegalArgumentException().isThrownBy(() -> store.get(each, -1));
      }
    }

    @ParameterizedTest
    @ValueSource(strings = {"folder/", "a/../b", "a/./b", ".."})
    void whatIsNoNameOfAnObjectIsRefused(String name) throws Exception {
      URI object = object(name);
      byte[] content = new byte[1];
      Path source = source(content);

      for (ThrowingCallable each :
          List.<ThrowingCallable>of(
              () -> store.put(object, content),
              () -> store.put(object, source),
              () -> store.putIfAbsent(object, content),
              () -> store.head(object),
              () -> store.get(object, 0),
              () -> store.delete(List.of(object)))) {
        assertThatIllegalArgumentException().isThrownBy(each);
      }
      assertThat(names(store, root())).isEmpty();
    }
  }

  private ArtifactStore opened(ArtifactStore another) {
    opened.add(another);
    return another;
  }

  private ArtifactStore another() throws Exception {
    return opened(open());
  }

  private void assertThatOneOfTwoCreates(ArtifactStore first, ArtifactStore second)
      throws Exception {
    try (Race race = new Race(2)) {
      for (int round = 0; round < 100; round++) {
        URI claim = object("run/" + round + "/claim.json");
        List<Boolean> created =
            race.run(
                List.of(
                    () -> first.putIfAbsent(claim, "first".getBytes(UTF_8)),
                    () -> second.putIfAbsent(claim, "second".getBytes(UTF_8))));

        assertThat(created).as("who has created %s", claim).containsExactlyInAnyOrder(true, false);
        assertThat(text(store, claim)).isEqualTo(created.get(0) ? "first" : "second");
      }
    }
  }

  private static List<String> largeFolder() {
    return IntStream.range(0, LARGE_FOLDER).mapToObj(i -> String.format("large/%04d", i)).toList();
  }

  /** Writes objects whose content is their name. */
  private void fill(List<String> names) throws IOException {
    ArtifactStore hasty = store.withoutSync();
    for (String each : names) {
      hasty.put(object(each), each.getBytes(UTF_8));
    }
  }

  /** Not by {@link URI#toASCIIString}, which composes names. */
  private URI object(String name) {
    String encoded = URLEncoder.encode(name, UTF_8).replace("+", "%20").replace("%2F", "/");
    return URI.create(root() + encoded);
  }

  /** Escaped no more than a URI needs. */
  private static String least(String name) {
    return StoreLocation.of(URI.create("s3://b/")).resolve(name).uri().getRawPath().substring(1);
  }

  /** With every sign escaped that is not a letter or a digit, and letters that need it. */
  private static String escaped(String name, boolean upperCase) {
    StringBuilder text = new StringBuilder();
    for (byte each : name.getBytes(UTF_8)) {
      boolean plain = each > 0 && Character.isLetterOrDigit(each);
      String escape = String.format("%%%02x", each & 0xff);
      text.append(plain ? "" + (char) each : upperCase ? escape.toUpperCase(Locale.ROOT) : escape);
    }
    return text.toString();
  }

  private String name(StoredObject object) {
    String path = object.uri().getPath();
    assertThat(path).startsWith(root().getPath());
    return path.substring(root().getPath().length());
  }

  private List<String> names(ArtifactStore from, URI folder) throws IOException {
    return names(from, folder, 10);
  }

  private List<String> names(ArtifactStore from, URI folder, int limit) throws IOException {
    return names(from, folder, limit, Optional.empty());
  }

  /** The names of all objects below a folder from a page on, as the pages give them. */
  private List<String> names(ArtifactStore from, URI folder, int limit, Optional<String> first)
      throws IOException {
    List<String> names = new ArrayList<>();
    Set<Optional<String>> pages = new HashSet<>();
    Optional<String> after = first;
    do {
      assertThat(pages.add(after)).as("%s is where two pages start", after).isTrue();
      ObjectPage page = from.list(folder, after, limit);
      assertThat(page.objects()).hasSizeLessThanOrEqualTo(limit);
      page.objects().forEach(each -> names.add(name(each)));
      after = page.next();
    } while (after.isPresent());
    return names;
  }

  private static byte[] bytes(ArtifactStore from, URI object, long position) throws IOException {
    try (InputStream in = from.get(object, position)) {
      return in.readAllBytes();
    }
  }

  private static byte[] bytes(ArtifactStore from, URI object) throws IOException {
    return bytes(from, object, 0);
  }

  private static String text(ArtifactStore from, URI object) throws IOException {
    return new String(bytes(from, object), UTF_8);
  }

  private static byte[] content(int size) {
    byte[] content = new byte[size];
    new Random(size).nextBytes(content);
    return content;
  }

  private static byte[] filled(char letter, int size) {
    byte[] content = new byte[size];
    Arrays.fill(content, (byte) letter);
    return content;
  }

  private Path source(byte[] content) throws IOException {
    return Files.write(Files.createTempFile(sources, "source", ""), content);
  }

  /** A source whose last byte cannot be read, or is not there any more. */
  private Path broken(boolean fails) throws IOException {
    byte[] content = content(severalParts());
    return fails
        ? MidwaySource.failing(source(content), content.length - 1)
        : MidwaySource.shrinking(source(content), content.length - 1);
  }
}
