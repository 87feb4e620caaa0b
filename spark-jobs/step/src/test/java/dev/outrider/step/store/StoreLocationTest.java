// SPDX-License-Identifier: Apache-2.0
package dev.outrider.step.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which URIs name the same place, and what lies in a folder. */
class StoreLocationTest {

  /** What a person, a plan and the stores escape in different ways. */
  private static final String ODD = "=+ %#?&:;,@!$'()*[]{}|\\\"<>^`~._-/aZ09éß日😀\u0301\u0001";

  @Property
  void aNameFromAFolderOnIsTheSameAfterResolvingIt(
      @ForAll("folders") StoreLocation folder, @ForAll("names") String name) {
    StoreLocation location = folder.resolve(name);

    assertThat(folder.relativize(location)).isEqualTo(name);
    assertThat(folder.contains(location)).isTrue();
    assertThat(StoreLocation.of(location.uri())).isEqualTo(location);
  }

  @Property
  void everySpellingOfANameIsTheSamePlace(
      @ForAll("folders") StoreLocation folder, @ForAll("names") String name, @ForAll long seed) {
    StoreLocation location = folder.resolve(name);
    URI spelled = spelled(location, new Random(seed));

    assertThat(StoreLocation.of(spelled)).isEqualTo(location).hasSameHashCodeAs(location);
    assertThat(folder.relativize(StoreLocation.of(spelled))).isEqualTo(name);
    assertThat(location.uri().toString()).matches("\\p{ASCII}*");
  }

  @Property
  void twoNamesAreNeverOnePlace(
      @ForAll("folders") StoreLocation folder,
      @ForAll("names") String one,
      @ForAll("names") String another) {
    Assume.that(!one.equals(another));

    assertThat(folder.resolve(one)).isNotEqualTo(folder.resolve(another));
    assertThat(folder.resolve(one).uri()).isNotEqualTo(folder.resolve(another).uri());
  }

  @Property
  void whatIsCopiedToADiskLiesInItsFolderUnderItsNameOrIsRefused(@ForAll("anyTexts") String name) {
    Path folder = Path.of("/work/in put/50%");
    Path file;
    try {
      file = StoreLocation.fileIn(folder, name);
    } catch (IllegalArgumentException e) {
      assertThat(List.of((name + "/").split("/", -1))).containsAnyOf("", ".", "..");
      return;
    }

    assertThat(file.normalize()).isEqualTo(file).isNotEqualTo(folder);
    assertThat(file).startsWithRaw(folder);
    assertThat(folder.relativize(file)).hasToString(name);
  }

  @Property
  void aFileOfThisMachineIsItselfAgain(@ForAll("names") String name) {
    Assume.that(!name.startsWith("/") && !name.endsWith("/") && !name.contains("//"));
    Path file = Path.of("/work").resolve(name);

    assertThat(StoreLocation.of(file).file()).isEqualTo(file);
    assertThat(StoreLocation.of(file.toUri())).isEqualTo(StoreLocation.of(file));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "s3://b/a/../b",
        "s3://b/%2e%2E/x",
        "s3://b/a/.",
        "s3://b/./",
        "file:///a%2F..%2Fb"
      })
  void dotsAreRefusedHoweverTheyAreSpelled(String uri) {
    assertThatThrownBy(() -> StoreLocation.of(URI.create(uri)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("must not have '.' or '..' as a part of its path.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"data/x", "/data/x", "s3:x"})
  void whatIsNotAFullUriIsRefused(String text) {
    assertThatThrownBy(() -> StoreLocation.of(URI.create(text)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "'" + text + "' is not a full URI, such as s3://BUCKET/KEY or file:///FOLDER/FILE.");
  }

  @Test
  void namesThatAreNotUtf8AreShownByTheirBytes() {
    assertThatThrownBy(() -> StoreLocation.of(URI.create("s3://b/a%ff%C3.txt")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("'/a\\xff\\xc3.txt' is not UTF-8, in which all names must be.");
    assertThatThrownBy(() -> StoreLocation.nameOf(Path.of(URI.create("file:///a%ff.txt"))))
        .hasMessage("'a\\xff.txt' is not UTF-8, in which all names must be.");
    assertThat(StoreLocation.nameOf(Path.of(URI.create("file:///x/gr%C3%B6%C3%9Fe"))))
        .isEqualTo("größe");
  }

  @ParameterizedTest
  @ValueSource(strings = {"s3://b/what?", "s3://b/a?x=1", "s3://b/a#1"})
  void aQueryOrAFragmentIsNotCutOff(String uri) {
    assertThatThrownBy(() -> StoreLocation.of(URI.create(uri)))
        .hasMessage(
            "'"
                + uri
                + "' has a query or a fragment, which objects do not have. In a name write '?' as"
                + " %3F and '#' as %23.");
  }

  @ParameterizedTest
  @CsvSource({
    "s3://b/a//b, s3://b/a/b",
    "s3://b//a, s3://b/a",
    "s3://b/a, s3://b/a/",
    "s3://b/A, s3://b/a",
    "s3://b/%25C3, s3://b/%25c3",
    "s3://b/%252F, s3://b/%2F",
    "s3://b/a, s3://c/a",
    "s3://b/a, s3a://b/a",
    "file:///a, hdfs:///a",
  })
  void differentPlacesStayApart(String one, String another) {
    assertThat(StoreLocation.of(URI.create(one)))
        .isNotEqualTo(StoreLocation.of(URI.create(another)));
  }

  @Test
  void aNeighbourDoesNotLieInTheFolder() {
    StoreLocation run1 = StoreLocation.of(URI.create("s3://b/run1/"));

    assertThat(run1.contains(StoreLocation.of(URI.create("s3://b/run10/x")))).isFalse();
    assertThat(run1.contains(run1)).isFalse();
    assertThatThrownBy(() -> run1.relativize(StoreLocation.of(URI.create("s3://b/run10/x"))))
        .hasMessage("'s3://b/run10/x' does not lie in 's3://b/run1/'.");
    assertThatThrownBy(() -> run1.resolve("../run2")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aDiskThatWouldMergeTwoNamesRefusesOne() {
    assertThatThrownBy(() -> StoreLocation.of(URI.create("file:///a//b")).file())
        .hasMessage(
            "'file:///a//b' must not have '//' in its path: disks and Hadoop take it for '/'.");
    assertThatThrownBy(() -> StoreLocation.of(URI.create("s3://b/a")).file())
        .hasMessage("'s3://b/a' is not a file: URI of this machine.");
  }

  @Test
  void halfASurrogatePairIsRefused() {
    assertThatThrownBy(() -> StoreLocation.of(URI.create("s3://b/")).resolve("a\ud800"))
        .hasMessage("A name has half a surrogate pair, which UTF-8 cannot write.");
  }

  @Test
  void partsOfALocationAreThoseOfItsUri() {
    StoreLocation location = StoreLocation.of(URI.create("S3://acme/env=prod/gr%C3%B6%c3%9fe/"));

    assertThat(location.scheme()).isEqualTo("s3");
    assertThat(location.authority()).isEqualTo("acme");
    assertThat(location.key()).isEqualTo("env=prod/größe/");
    assertThat(location.name()).isEqualTo("größe");
    assertThat(location.isFolder()).isTrue();
    assertThat(location.folder()).isSameAs(location);
    assertThat(location).hasToString("s3://acme/env=prod/gr%C3%B6%C3%9Fe/");
    assertThat(StoreLocation.of(URI.create("hdfs:/a"))).hasToString("hdfs:///a");
  }

  @Provide
  Arbitrary<StoreLocation> folders() {
    return names()
        .tuple2()
        .map(
            names -> {
              String scheme = names.get1().length() % 2 == 0 ? "s3://acme/" : "file:///";
              return StoreLocation.of(URI.create(scheme)).resolve(names.get2()).folder();
            });
  }

  /** Names of objects, as every store has to keep them. */
  @Provide
  Arbitrary<String> names() {
    return anyTexts()
        .filter(name -> List.of(name.split("/", -1)).stream().noneMatch(StoreLocationTest::isDots));
  }

  @Provide
  Arbitrary<String> anyTexts() {
    List<String> signs = ODD.codePoints().mapToObj(Character::toString).toList();
    Arbitrary<String> sign =
        Arbitraries.oneOf(
            Arbitraries.of(signs), Arbitraries.of("..", "%2F", "%2e", "%ff", "//", "%"));
    return sign.list().ofMinSize(1).ofMaxSize(12).map(all -> String.join("", all));
  }

  private static boolean isDots(String part) {
    return part.equals(".") || part.equals("..");
  }

  /** One of the many URIs of a place: what need not be escaped may be, in upper or lower case. */
  private static URI spelled(StoreLocation location, Random random) {
    StringBuilder path = new StringBuilder();
    for (byte each : location.key().getBytes(UTF_8)) {
      char sign = (char) (each & 0xff);
      boolean mayBePlain = Character.isLetterOrDigit(sign) && sign < 0x80 || sign == '/';
      boolean oftenPlain = "-._~!$&'()*+,;=:@".indexOf(sign) >= 0;
      if ((mayBePlain || oftenPlain) && random.nextBoolean()) {
        path.append(sign);
      } else {
        path.append(String.format(random.nextBoolean() ? "%%%02x" : "%%%02X", (int) sign));
      }
    }
    String scheme = random.nextBoolean() ? location.scheme().toUpperCase() : location.scheme();
    return URI.create(scheme + "://" + location.authority() + "/" + path);
  }
}
