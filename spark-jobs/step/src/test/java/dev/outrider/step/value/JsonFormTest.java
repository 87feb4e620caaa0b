// SPDX-License-Identifier: Apache-2.0
package dev.outrider.step.value;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What has a JSON form reads back equal; what has none says so, and what to do instead. */
class JsonFormTest {

  enum Mode {
    FAST,
    THOROUGH {
      @Override
      public String toString() {
        return "not its name";
      }
    }
  }

  record Numbers(
      byte b,
      short s,
      int i,
      long l,
      float f,
      double d,
      Integer boxed,
      BigDecimal decimal,
      BigInteger integer) {}

  record Texts(String text, char letter, Mode mode, boolean flag, URI uri, Path path, UUID id) {}

  record Times(
      LocalDate day,
      Instant at,
      Duration length,
      Period period,
      ZoneId zone,
      Optional<Instant> end) {}

  record Nested(
      List<Numbers> numbers,
      Map<String, Optional<Integer>> counts,
      Map<Mode, List<Integer>> modes,
      Map<Integer, String> byNumber,
      Set<String> names,
      Optional<Times> times) {}

  record Tree(String name, List<Tree> children) {}

  record Untyped(Object any) {}

  record Generic<T>(T value) {}

  record OfGeneric(Generic<String> value) {}

  record Array(int[] numbers) {}

  record Lambda(Supplier<String> supplier) {}

  record TwoNothings(Optional<Optional<String>> value) {}

  record Keyed(Map<Tree, String> trees) {}

  record Positive(int value) {
    Positive {
      if (value <= 0) {
        throw new IllegalArgumentException("value must be above 0 but is " + value);
      }
    }
  }

  @Property
  void numbersReadBackEqual(@ForAll("numbers") Numbers value) {
    assertThat(again(value)).isEqualTo(value);
  }

  @Property
  void textsReadBackEqual(@ForAll String text, @ForAll char letter, @ForAll Mode mode) {
    Texts value =
        new Texts(
            text,
            letter,
            mode,
            true,
            URI.create("s3://acme/a%20b"),
            Path.of("data", "flights"),
            new UUID(1, 2));

    assertThat(again(value)).isEqualTo(value);
  }

  record Halves(String text, Map<String, List<String>> members, Set<String> names, char letter) {}

  @Property
  void whatCutsASurrogatePairReadsBackEqualFromItsBytes(
      @ForAll("cutTexts") String text, @ForAll("cutTexts") String other, @ForAll char letter) {
    Halves value =
        new Halves(
            text, Map.of(other, List.of(text, other)), Set.copyOf(List.of(text, other)), letter);
    JsonText kept = JsonText.of(value, Halves.class, "value");
    for (String json :
        List.of(
            JsonForm.write(value, Halves.class, "value"),
            JsonForm.writePretty(value, Halves.class, "value"),
            kept.text(),
            new JsonText(kept.text()).text())) {
      String read = new String(json.getBytes(UTF_8), UTF_8);

      assertThat(JsonForm.read(read, Halves.class, "value")).isEqualTo(value);
    }
    assertThat(new JsonText(kept.text())).isEqualTo(kept);
    assertThat(JsonText.stored(kept.text())).isEqualTo(kept);
  }

  @Provide
  Arbitrary<String> cutTexts() {
    return Arbitraries.of("a", "\uD83D\uDE00", "\uD83D", "\uDE00", "\"", "\\")
        .list()
        .ofMaxSize(6)
        .map(parts -> String.join("", parts));
  }

  @Test
  void halfASurrogatePairIsWrittenAsItsEscapeAndAWholeOneAsItIs() {
    assertThat(JsonForm.write("x\uD800y \uD83D\uDE00 \uDC00", String.class, "text"))
        .isEqualTo("\"x\\ud800y \uD83D\uDE00 \\udc00\"");
    assertThat(new JsonText("{\"\\uD800\": 1}").text()).isEqualTo("{\"\\ud800\":1}");
  }

  @Property
  void compositesReadBackEqual(@ForAll("nested") Nested value) {
    assertThat(again(value)).isEqualTo(value);
    assertThat(JsonForm.read(JsonForm.writePretty(value, Nested.class, "value"), Nested.class, "v"))
        .isEqualTo(value);
  }

  /** Otherwise a bundle made twice would differ, and a step would be done again for nothing. */
  @Property
  void equalMapsAndSetsHaveEqualJsonWhateverTheirOrder(@ForAll Map<String, Integer> counts) {
    List<Map.Entry<String, Integer>> entries = new ArrayList<>(counts.entrySet());
    Collections.reverse(entries);
    Map<String, Integer> reversed = new LinkedHashMap<>();
    entries.forEach(each -> reversed.put(each.getKey(), each.getValue()));
    List<String> names = new ArrayList<>(reversed.keySet());

    record Both(Map<String, Integer> counts, Set<String> names) {}
    assertThat(
            JsonForm.write(
                new Both(reversed, new java.util.LinkedHashSet<>(names)), Both.class, "v"))
        .isEqualTo(
            JsonForm.write(new Both(new HashMap<>(counts), counts.keySet()), Both.class, "v"));
  }

  @Provide
  Arbitrary<Numbers> numbers() {
    return Combinators.combine(
            Arbitraries.bytes(),
            Arbitraries.shorts(),
            Arbitraries.integers(),
            Arbitraries.longs(),
            Arbitraries.oneOf(
                Arbitraries.floats(), Arbitraries.of(Float.NaN, Float.POSITIVE_INFINITY, -0f)),
            Arbitraries.oneOf(
                Arbitraries.doubles(), Arbitraries.of(Double.NaN, Double.NEGATIVE_INFINITY, -0d)),
            Arbitraries.bigDecimals(),
            Arbitraries.bigIntegers())
        .as(
            (b, s, i, l, f, d, decimal, integer) ->
                new Numbers(b, s, i, l, f, d, i % 7 == 0 ? null : i, decimal, integer));
  }

  @Provide
  Arbitrary<Nested> nested() {
    Arbitrary<String> names = Arbitraries.strings().ofMaxLength(5);
    Arbitrary<Integer> integers = Arbitraries.integers();
    return Combinators.combine(
            numbers().list().ofMaxSize(2),
            Arbitraries.maps(names, integers.optional()).ofMaxSize(4),
            Arbitraries.maps(Arbitraries.of(Mode.class), integers.list().ofMaxSize(2)),
            Arbitraries.maps(integers, names).ofMaxSize(3),
            names.set().ofMaxSize(4),
            times().optional())
        .as(Nested::new);
  }

  private static Arbitrary<Times> times() {
    return Arbitraries.longs()
        .between(-1_000_000_000_000L, 1_000_000_000_000L)
        .map(
            n ->
                new Times(
                    LocalDate.ofEpochDay(n / 10_000_000),
                    Instant.ofEpochSecond(n / 100, Math.abs(n % 1_000_000_000)),
                    Duration.ofNanos(n),
                    Period.of((int) (n % 100), 1, 2),
                    ZoneId.of("Europe/Berlin"),
                    Optional.of(Instant.ofEpochMilli(n))));
  }

  record OfScala(
      scala.Option<String> some,
      scala.Option<Integer> none,
      scala.collection.immutable.List<String> list,
      scala.collection.Seq<Positive> seq) {}

  @Test
  void scalasOptionsAndListsReadBackEqual() {
    OfScala value =
        new OfScala(
            scala.Option.apply("text"),
            scala.Option.empty(),
            list("a", "b"),
            list(new Positive(1), new Positive(2)));

    String json = JsonForm.write(value, OfScala.class, "value");

    assertThat(json)
        .isEqualTo(
            "{\"some\":\"text\",\"none\":null,\"list\":[\"a\",\"b\"],\"seq\":[{\"value\":1},{\"value\":2}]}");
    assertThat(JsonForm.read(json, OfScala.class, "value")).isEqualTo(value);
    assertThat(JsonForm.read("{\"list\":[],\"seq\":[]}", OfScala.class, "value"))
        .isEqualTo(new OfScala(scala.Option.empty(), scala.Option.empty(), list(), list()));
  }

  @SafeVarargs
  @SuppressWarnings("unchecked")
  private static <T> scala.collection.immutable.List<T> list(T... elements) {
    scala.collection.immutable.List<T> list =
        (scala.collection.immutable.List<T>) scala.collection.immutable.Nil$.MODULE$;
    for (int i = elements.length - 1; i >= 0; i--) {
      list = new scala.collection.immutable.$colon$colon<>(elements[i], list);
    }
    return list;
  }

  @Test
  void prettyJsonIsShortWhereThereIsNothing() {
    assertThat(
            JsonForm.writePretty(
                new Tree("root", List.of(new Tree("leaf", List.of()))), Tree.class, "tree"))
        .isEqualTo(
            """
            {
              "name": "root",
              "children": [
                {
                  "name": "leaf",
                  "children": []
                }
              ]
            }
            """);
  }

  @ParameterizedTest
  @CsvSource({
    "1e999999999, int",
    "1e-999999999, int",
    "1.5, int",
    "2147483648, int",
    "-129, byte",
    "40000, short",
    "9223372036854775808, long",
    "1e999999999, long",
    "1e400, double",
    "-1e39, float",
    "true, int",
    "\"\", int",
    "\"12x\", long",
    "[], double",
    "{}, float"
  })
  void aNumberThatDoesNotFitIsRefused(String json, Class<?> primitive) {
    assertThatThrownBy(() -> JsonForm.read(json, primitive, "step 'a'.n"))
        .isInstanceOf(JsonFormException.class)
        .hasMessage(
            "step 'a'.n was " + json + " but must be " + JsonForm.expected(primitive) + ".");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1e3", "1000", "1000.0", "\"1000\""})
  void aWholeNumberMayBeWrittenInAnyWay(String json) {
    assertThat(JsonForm.read(json, int.class, "n")).isEqualTo(1000);
  }

  @Test
  void theTextOfAValueIsThatOfWhatIsWritten() {
    Tree tree = new Tree("a \"b\"", List.of(new Tree("leaf", List.of())));

    JsonText text = JsonText.of(tree, Tree.class, "tree");

    assertThat(text).isEqualTo(new JsonText(JsonForm.write(tree, Tree.class, "tree")));
    assertThat(text.as(Tree.class, "tree")).isEqualTo(tree);
  }

  @Test
  void whatIsNestedTooDeepIsRefusedAndDoesNotOverflow() {
    Tree deep = new Tree("leaf", List.of());
    for (int i = 0; i < 2000; i++) {
      deep = new Tree("n", List.of(deep));
    }
    Tree tree = deep;
    assertThatThrownBy(() -> JsonForm.write(tree, Tree.class, "tree"))
        .isInstanceOf(JsonFormException.class)
        .hasMessageStartingWith("tree.children[0].children[0]")
        .hasMessageEndingWith(" is nested more than 500 deep.");
    assertThatThrownBy(() -> new JsonText("[".repeat(600) + "]".repeat(600)))
        .hasMessage("the text is nested more than 500 deep.");
    assertThatThrownBy(() -> new JsonText("[".repeat(100_000)))
        .isInstanceOf(JsonFormException.class)
        .hasMessageStartingWith("the text is no JSON: Nesting too deep at ");
  }

  @Test
  void whatHasNoJsonFormIsNamedWithAWayOut() {
    String form = " Use a record, a case class, a number, text, a date, a list or a map.";
    assertThat(refusal(Untyped.class))
        .isEqualTo(
            "step.any is an Object, which has no JSON form: its type is lost."
                + form
                + " In Scala, write Option[java.lang.Integer] for Option[Int].");
    assertThat(refusal(OfGeneric.class))
        .isEqualTo(
            "step.value is the generic type "
                + Generic.class.getName()
                + ", which has no JSON form: its type argument is lost."
                + form);
    assertThat(refusal(Array.class))
        .isEqualTo("step.numbers is a int[], which has no JSON form." + form);
    assertThat(refusal(Lambda.class))
        .isEqualTo(
            "step.supplier is a java.util.function.Supplier, which has no JSON form." + form);
    assertThat(refusal(TwoNothings.class))
        .isEqualTo(
            "step.value is a java.util.Optional<java.util.Optional<java.lang.String>>, whose two kinds of nothing would read back as one. Use one option.");
    assertThat(refusal(Keyed.class))
        .isEqualTo(
            "step.trees is a map whose keys are "
                + Tree.class.getName()
                + "; use text, numbers, dates or an enum as keys.");
    assertThat(refusal(Hidden.class))
        .isEqualTo(
            "step is the private class "
                + Hidden.class.getName()
                + ". Make it at least package-private.");
    assertThat(refusal(Inner.class)).startsWith("step is the inner class ");
    assertThat(refusal(NoConstructor.class))
        .endsWith(", which has no constructor that can be called: all are private.");
    assertThat(refusal(Runnable.class))
        .isEqualTo("step is a java.lang.Runnable, which has no JSON form." + form);
  }

  private record Hidden(int value) {}

  class Inner {
    Inner(int value) {}
  }

  static final class NoConstructor {
    private NoConstructor(int value) {}
  }

  private static String refusal(Class<?> type) {
    try {
      JsonForm.check(type, "step");
      return "none";
    } catch (JsonFormException e) {
      return e.getMessage();
    }
  }

  @Test
  void aValueOfASubclassIsRefusedForItWouldNotReadBack() {
    class Base {
      final int value;

      Base(int value) {
        this.value = value;
      }
    }
    assertThatThrownBy(() -> JsonForm.write(List.of(1), new ListOf(Positive.class), "p"))
        .hasMessage(
            "p[0] is declared as "
                + Positive.class.getName()
                + " but holds a java.lang.Integer, which would not read back. Declare the type that it holds.");
    assertThat(refusal(Base.class)).startsWith("step is ");
  }

  @Test
  void aConstructorThatRefusesIsQuoted() {
    assertThatThrownBy(() -> JsonForm.read("{\"value\": -1}", Positive.class, "step 'a'"))
        .hasMessage("step 'a' was refused by Positive: value must be above 0 but is -1")
        .hasCauseInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aMemberThatIsNotKnownIsRefusedAndTheKnownOnesNamed() {
    assertThatThrownBy(() -> JsonForm.read("{\"valeu\": 1}", Positive.class, "step 'a'"))
        .hasMessage("step 'a' has no 'valeu'; it has [value].");
    assertThatThrownBy(() -> JsonForm.read("{}", Positive.class, "step 'a'"))
        .hasMessage("step 'a'.value is missing; expected is a whole number of 32 bits.");
    assertThatThrownBy(() -> JsonForm.read("{\"value\": null}", Positive.class, "step 'a'"))
        .hasMessage("step 'a'.value must not be null; expected is a whole number of 32 bits.");
    assertThatThrownBy(() -> JsonForm.read("\"SLOW\"", Mode.class, "mode"))
        .hasMessage("mode was \"SLOW\" but must be one of [FAST, THOROUGH].");
  }

  @Test
  void whatAPersonTypesIsReadByTheTypeThatIsWanted() {
    assertThat(JsonForm.readTyped("180", int.class, "p")).isEqualTo(180);
    assertThat(JsonForm.readTyped("180", String.class, "p")).isEqualTo("180");
    assertThat(JsonForm.readTyped("\"quoted\"", String.class, "p")).isEqualTo("\"quoted\"");
    assertThat(JsonForm.readTyped("THOROUGH", Mode.class, "p")).isEqualTo(Mode.THOROUGH);
    assertThat(JsonForm.readTyped("2026-01-31", LocalDate.class, "p"))
        .isEqualTo(LocalDate.of(2026, 1, 31));
    assertThat(JsonForm.readTyped("0.10", BigDecimal.class, "p")).isEqualTo(new BigDecimal("0.10"));
    assertThat(JsonForm.readTyped("[1, 2]", new ListOf(Integer.class), "p"))
        .isEqualTo(List.of(1, 2));
    assertThat(JsonForm.readTyped("{\"value\": 3}", Positive.class, "p"))
        .isEqualTo(new Positive(3));
    assertThatThrownBy(() -> JsonForm.readTyped("many", int.class, "parameter 'trees'"))
        .hasMessage("parameter 'trees' was \"many\" but must be a whole number of 32 bits.");
  }

  private static <T> Object again(T value) {
    String json = JsonForm.write(value, value.getClass(), "value");
    assertThat(json).doesNotContain("\n");
    return JsonForm.read(json, value.getClass(), "value");
  }

  /** {@code List<T>} for a class that is known when the test runs. */
  private record ListOf(Class<?> element) implements java.lang.reflect.ParameterizedType {
    @Override
    public Type[] getActualTypeArguments() {
      return new Type[] {element};
    }

    @Override
    public Type getRawType() {
      return List.class;
    }

    @Override
    public Type getOwnerType() {
      return null;
    }
  }
}
