// SPDX-License-Identifier: Apache-2.0
package dev.outrider.step.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** No secret stays in a text, however the text is cut. */
class MasksTest {

  private static final String MASK = "********";

  @Property(tries = 3000)
  void howeverATextIsCutTheOutputIsTheMaskOfTheWholeAndHasNoSecret(
      @ForAll("texts") String text, @ForAll("secrets") List<String> secrets, @ForAll long seed) {
    Masks masks = masks(secrets);
    Random random = new Random(seed);
    MaskedText stream = new MaskedText(masks, StandardCharsets.UTF_8);
    List<String> given = new ArrayList<>();

    for (byte[] piece : cut(text, random)) {
      given.add(stream.add(piece, 0, piece.length));
    }
    given.add(stream.end());

    assertThat(String.join("", given)).isEqualTo(masks.mask(text));
    assertThat(secrets).allSatisfy(secret -> assertThat(masks.mask(text)).doesNotContain(secret));
    assertThat(given).allSatisfy(piece -> assertThat(isWhole(piece)).isTrue());
  }

  @Property(tries = 3000)
  void aStreamThatIsFlushedInTheMiddleOfASecretDoesNotGiveTheRestOfIt(
      @ForAll("texts") String text, @ForAll("secrets") List<String> secrets, @ForAll long seed) {
    Masks masks = masks(secrets);
    Random random = new Random(seed);
    MaskedText stream = new MaskedText(masks, StandardCharsets.UTF_8);
    StringBuilder given = new StringBuilder();

    for (byte[] piece : cut(text, random)) {
      given.append(stream.add(piece, 0, piece.length));
      if (random.nextBoolean()) {
        given.append(stream.flush());
      }
    }
    given.append(stream.end());

    assertThat(secrets).allSatisfy(secret -> assertThat(given).doesNotContain(secret));
    assertThat(isWhole(given.toString())).isTrue();
  }

  @Property(tries = 3000)
  void thePartsOfATextTogetherAreTheMaskOfTheWhole(
      @ForAll("texts") String text, @ForAll("secrets") List<String> secrets, @ForAll long seed) {
    Masks masks = masks(secrets);
    int middle = new Random(seed).nextInt(text.length() + 1);

    assertThat(masks.mask(text, 0, middle) + masks.mask(text, middle, text.length()))
        .isEqualTo(masks.mask(text));
  }

  @Property(tries = 1000)
  void bytesThatAreNoTextAreReadAsJavaReadsTheWhole(@ForAll byte[] bytes, @ForAll long seed) {
    Random random = new Random(seed);
    MaskedText stream = new MaskedText(new Masks(), StandardCharsets.UTF_8);
    StringBuilder given = new StringBuilder();

    for (byte[] piece : cut(bytes, random)) {
      given.append(stream.add(piece, 0, piece.length));
    }
    given.append(stream.end());

    assertThat(given.toString()).isEqualTo(new String(bytes, StandardCharsets.UTF_8));
  }

  @Example
  void onlyWhatMayBeTheBeginningOfASecretIsHeld() {
    MaskedText stream =
        new MaskedText(masks(Collections.singletonList("hunter2")), StandardCharsets.UTF_8);

    assertThat(add(stream, "the hunter")).isEqualTo("the ");
    assertThat(add(stream, "s of ")).isEqualTo("hunters of ");
    assertThat(add(stream, "hunter2 and h")).isEqualTo(MASK + " and ");
    assertThat(stream.end()).isEqualTo("h");
  }

  @Example
  void theRestOfASecretWhoseBeginningWasFlushedIsMasked() {
    MaskedText stream =
        new MaskedText(masks(Collections.singletonList("hunter2")), StandardCharsets.UTF_8);

    assertThat(add(stream, "it is hunt") + stream.flush()).isEqualTo("it is hunt");
    assertThat(add(stream, "er2!")).isEqualTo(MASK + "!");
  }

  @Example
  void secretsThatOverlapAreOneMask() {
    Masks masks = new Masks();
    masks.add("top-secret");
    masks.add("secret-value-123");

    assertThat(masks.mask("[top-secret-value-123]")).isEqualTo("[" + MASK + "]");
  }

  @Example
  void aSecretOfSeveralLinesIsMaskedAsAWholeAndLineByLineButForItsShortLines() {
    Masks masks = new Masks();
    masks.add("-----BEGIN\nMIIEpAIB\nshort\n-----END\n");

    assertThat(masks.mask("a\n-----BEGIN\nMIIEpAIB\nshort\n-----END\nb"))
        .isEqualTo("a\n" + MASK + "b");
    assertThat(masks.mask("log: MIIEpAIB, short, -----END"))
        .isEqualTo("log: " + MASK + ", short, " + MASK);
  }

  @Example
  void aMaskIsOfACharacterThatNoSecretHas() {
    Masks masks = new Masks();
    masks.add("**");
    masks.add("#=_~+");

    assertThat(masks.mask("a ** b")).isEqualTo("a ████████ b");
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.strings()
        .withChars("ab\n*")
        .ofMaxLength(2)
        .list()
        .ofMaxSize(30)
        .map(parts -> String.join("", parts))
        .flatMap(MasksTest::withCharactersOfSeveralUnits);
  }

  private static Arbitrary<String> withCharactersOfSeveralUnits(String text) {
    return Arbitraries.of("a", "ä", "日", "\uD83D\uDE00").map(each -> text.replace("\n", each));
  }

  @Provide
  Arbitrary<List<String>> secrets() {
    return Arbitraries.of(
            "a", "ab", "aba", "abab", "bb*", "*", "ba", "äab", "日", "a\uD83D\uDE00b", "babbabba")
        .list()
        .ofMinSize(1)
        .ofMaxSize(4);
  }

  private static Masks masks(List<String> secrets) {
    Masks masks = new Masks();
    secrets.forEach(masks::add);
    return masks;
  }

  private static String add(MaskedText stream, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return stream.add(bytes, 0, bytes.length);
  }

  private static List<byte[]> cut(String text, Random random) {
    return cut(text.getBytes(StandardCharsets.UTF_8), random);
  }

  private static List<byte[]> cut(byte[] bytes, Random random) {
    List<byte[]> pieces = new ArrayList<>();
    int at = 0;
    while (at < bytes.length) {
      int end = Math.min(bytes.length, at + 1 + random.nextInt(5));
      pieces.add(java.util.Arrays.copyOfRange(bytes, at, end));
      at = end;
    }
    return pieces.stream().collect(Collectors.toList());
  }

  private static boolean isWhole(String piece) {
    return new String(piece.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8).equals(piece)
        && piece.indexOf('\uFFFD') < 0;
  }
}
