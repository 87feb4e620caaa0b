// SPDX-License-Identifier: Apache-2.0
package dev.outrider.step.attempt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion;
import dev.outrider.step.FailureKind;
import dev.outrider.step.value.JsonFormException;
import dev.outrider.step.value.Part;
import dev.outrider.step.value.Parts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The documents of an attempt: what was written once is read for ever. */
class FormatsTest {

  private static final Path RECORDED = Path.of("src/test/resources/formats");

  /** A recorded document, with the schema that is its own. */
  record Recorded(String name, FormatSchema schema, String json) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Recorded> recorded() throws IOException {
    List<Recorded> all = new ArrayList<>();
    try (Stream<Path> files = Files.walk(RECORDED)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        Optional<FormatSchema> schema = schemaOf(file.getFileName().toString());
        String name = RECORDED.relativize(file).toString();
        String text = Files.readString(file);
        if (schema.isPresent() && name.endsWith(".jsonl")) {
          text.lines().forEach(line -> all.add(new Recorded(name, schema.get(), line)));
        } else {
          schema.ifPresent(each -> all.add(new Recorded(name, each, text)));
        }
      }
    }
    return all.stream();
  }

  private static Optional<FormatSchema> schemaOf(String fileName) {
    return switch (fileName) {
      case "context.json" -> Optional.of(FormatSchema.ATTEMPT_CONTEXT);
      case "claim.json" -> Optional.of(FormatSchema.CLAIM);
      case "result.json" -> Optional.of(FormatSchema.RESULT);
      case "bundle.json" -> Optional.of(FormatSchema.BUNDLE_DESCRIPTOR);
      case "order.json" -> Optional.of(FormatSchema.ORDER);
      default ->
          fileName.endsWith(".jsonl")
              ? Optional.of(FormatSchema.EVENT)
              : fileName.endsWith(".beat") || fileName.endsWith(".done")
                  ? Optional.of(FormatSchema.MARK)
                  : Optional.empty();
    };
  }

  @ParameterizedTest
  @MethodSource("recorded")
  void aRecordedDocumentIsValidAndIsWrittenAgainAsItWas(Recorded document) {
    Object read = read(document.json(), document.schema());

    assertThat(document.schema().problems(document.json())).isEmpty();
    String written =
        document.schema() == FormatSchema.EVENT ? Formats.writeLine(read) : Formats.write(read);
    assertThat(written).isEqualTo(document.json());
    assertThat(read(written, document.schema())).isEqualTo(read);
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 0.5})
  void aMetricOfAnyValueHasAFormThatTheSchemasKnow(double value) {
    Event event =
        new Event(
            Formats.CURRENT,
            1,
            Instant.EPOCH,
            "metric",
            Optional.of("rmse"),
            Optional.of(value),
            Optional.empty(),
            Optional.empty());
    String json = Formats.writeLine(event);
    String result = "{\"m\": %s}".formatted(json.replaceFirst(".*\"value\": ?([^,}]*).*", "$1"));

    assertThat(FormatSchema.EVENT.problems(json)).isEmpty();
    assertThat(Formats.read(json, Event.class, "event")).isEqualTo(event);
    assertThat(
            FormatSchema.RESULT.problems(
                recorded("made/step/1/lusysxhibfw54/result.json")
                    .replaceFirst("\"metrics\": \\{[^}]*\\}", "\"metrics\": " + result)))
        .isEmpty();
  }

  @Test
  void everyKindOfDocumentIsRecorded() throws IOException {
    assertThat(recorded().map(Recorded::schema).distinct())
        .containsExactlyInAnyOrder(FormatSchema.values());
    assertThat(recorded().filter(each -> each.schema() == FormatSchema.RESULT))
        .extracting(each -> ((Result) read(each.json(), each.schema())).error())
        .extracting(error -> error.map(ErrorRecord::kind))
        .contains(
            Optional.empty(), Optional.of(FailureKind.USER), Optional.of(FailureKind.TIMEOUT));
    assertThat(recorded().filter(each -> each.schema() == FormatSchema.EVENT))
        .extracting(each -> ((Event) read(each.json(), each.schema())).type())
        .contains("started", "progress", "metric", "stage", "output", "ended");
  }

  @ParameterizedTest
  @EnumSource
  void aSchemaIsValidAndHasTheMembersOfItsClass(FormatSchema schema) {
    assertThat(
            JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"))
                .validate(schema.node().toString(), InputFormat.JSON))
        .isEmpty();

    assertMembers(schema.node(), schema.document(), schema.node(), new TreeSet<>());
  }

  private static void assertMembers(JsonNode at, Class<?> type, JsonNode root, Set<String> seen) {
    if (!seen.add(type.getName())) {
      return;
    }
    List<Part> parts = Parts.of(type, type.getSimpleName()).list();
    assertThat(names(at.get("properties").fieldNames()))
        .as("properties of " + type.getSimpleName())
        .containsExactlyElementsOf(parts.stream().map(Part::name).toList());
    List<String> required = new ArrayList<>();
    at.get("required").forEach(each -> required.add(each.asText()));
    assertThat(required)
        .as("required of " + type.getSimpleName())
        .containsExactlyElementsOf(
            parts.stream().filter(p -> !isOptional(p.type())).map(Part::name).toList());
    for (Part part : parts) {
      Class<?> inner = innermost(part.type());
      if (inner.getPackage() == Result.class.getPackage()) {
        assertMembers(definition(at.at("/properties/" + part.name()), root), inner, root, seen);
      }
      assertThat(
              at.at("/properties/" + part.name() + "/description").isTextual()
                  || at.at("/properties/" + part.name()).has("$ref"))
          .as(part.name() + " of " + type.getSimpleName() + " is described")
          .isTrue();
    }
  }

  private static JsonNode definition(JsonNode property, JsonNode root) {
    JsonNode reference = property.findValue("$ref");
    return root.at(reference.asText().substring(1));
  }

  private static Class<?> innermost(Type type) {
    Type inner = type;
    while (inner instanceof ParameterizedType several) {
      Type[] arguments = several.getActualTypeArguments();
      inner = arguments[arguments.length - 1];
    }
    return (Class<?>) inner;
  }

  private static boolean isOptional(Type type) {
    return type instanceof ParameterizedType several && several.getRawType() == Optional.class;
  }

  private static List<String> names(java.util.Iterator<String> names) {
    List<String> list = new ArrayList<>();
    names.forEachRemaining(list::add);
    return list;
  }

  @Test
  void aNewerFormatIsRefusedByName() {
    String newer = recorded("made/step/1/claim.json").replace("\"format\": 1", "\"format\": 2");

    assertThatThrownBy(() -> Formats.read(newer, Claim.class, "s3://acme/claim.json"))
        .isInstanceOf(JsonFormException.class)
        .hasMessage(
            "s3://acme/claim.json has format 2, but this version of Outrider reads formats up to 1. Use the version that wrote it, or a newer one.");
  }

  @Test
  void aNewerFormatIsRefusedByNameEvenWhenNothingElseIsAsItWas() {
    assertThatThrownBy(() -> Formats.read("{\"format\": 7}", Result.class, "result.json"))
        .hasMessageStartingWith("result.json has format 7, but ");
  }

  @Test
  void aMemberThatIsNotKnownIsPassedOver() {
    String claim = recorded("made/step/1/claim.json");
    String more = claim.replace("\"format\": 1", "\"format\": 1, \"rack\": {\"row\": [4]}");

    assertThat(Formats.read(more, Claim.class, "claim"))
        .isEqualTo(Formats.read(claim, Claim.class, "claim"));
    assertThat(FormatSchema.CLAIM.problems(more)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}                        | claim has no 'format': it was not written by Outrider.",
        "[]                        | claim must be a JSON object but is [].",
        "{\"format\": 1            | claim is no JSON: Unexpected end of input at 1:13.",
        "''                        | claim is no JSON: Unexpected end of input at 1:1.",
        "{\"format\": \"one\"}     | claim.format was \"one\" but must be a whole number of 32 bits.",
        "{\"format\": 0}           | claim has format 0, which never was.",
        "{\"format\": 1}           | claim.launch is missing; expected is text.",
        "{\"format\": 1, \"launch\": \"l1\", \"host\": \"h\", \"at\": \"noon\"} | claim.at was \"noon\" but must be an instant such as 2026-01-31T12:00:00Z.",
        "{\"format\": 1, \"launch\": 17, \"host\": \"h\", \"at\": \"2026-01-31T12:00:00Z\"} | claim.launch was 17 but must be text."
      })
  void aBrokenDocumentIsRefusedWithThePlaceAndWhatWasExpected(String json, String message) {
    assertThatThrownBy(() -> Formats.read(json, Claim.class, "claim"))
        .isInstanceOf(JsonFormException.class)
        .hasMessage(message);
    assertThat(json.isEmpty() || !isValid(json)).isTrue();
  }

  private static boolean isValid(String json) {
    try {
      return FormatSchema.CLAIM.problems(json).isEmpty();
    } catch (IllegalArgumentException noJson) {
      return false;
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "RESULT            | made/step/1/lusysxhibfw54/result.json | \"succeeded\" | \"perhaps\"",
        "RESULT            | made/step/1/lusysxhibfw54/result.json | \"succeeded\" | \"failed\"",
        "RESULT            | made/step/1/lusysxhibfw54/result.json | \"rows\":     | \"lines\":",
        "RESULT            | made/step/1/lusysxhibfw54/result.json | sha256:       | md5:",
        "RESULT            | made/step/1/lusysxhibfw54/result.json | \"bytes\": 4  | \"bytes\": -4",
        "RESULT            | timeout/step/1/l2she44jaxjat/result.json | \"TIMEOUT\" | \"BOREDOM\"",
        "RESULT            | timeout/step/1/l2she44jaxjat/result.json | \"error\"   | \"mistake\"",
        "ATTEMPT_CONTEXT   | taken/step/1/context.json | \"attempt\": 1 | \"attempt\": 0",
        "ATTEMPT_CONTEXT   | taken/step/1/context.json | \"PT1M\"       | \"1m\"",
        "ATTEMPT_CONTEXT   | taken/step/1/context.json | \"secrets\": {} | \"secrets\": {\"db\": \"hunter2\"}",
        "ATTEMPT_CONTEXT   | taken/step/1/context.json | \"kind\": \"list\" | \"kind\": \"value\"",
        "ATTEMPT_CONTEXT   | taken/step/1/context.json | \"value\": 7,  | ' '",
        "BUNDLE_DESCRIPTOR | bundle.json | \"make-all\" | \"MakeAll\"",
        "BUNDLE_DESCRIPTOR | bundle.json | \"java\": 17 | \"java\": \"17\"",
        "CLAIM             | made/step/1/claim.json | Z\" | \"",
        "ORDER             | made/step/1/order/order.json | \"h1 | \"1",
        "ORDER             | made/step/1/order/order.json | manifest.txt | ../manifest.txt",
        "MARK              | made/marks/r0k3v9m2x4q7t-step-1-0123456789.done | \"succeeded\" | \"done\""
      })
  void aSchemaRejectsADocumentThatIsBroken(
      FormatSchema schema, String document, String good, String bad) {
    String json = recorded(document);
    assertThat(json).contains(good);

    assertThat(schema.problems(json.replace(good, bad))).isNotEmpty();
  }

  @Test
  void anEventOfAStageSaysWhichStage() {
    String event =
        "{\"format\":1,\"seq\":1,\"at\":\"2026-01-31T12:00:00Z\",\"type\":\"stage\",\"name\":\"save\"}";

    assertThat(FormatSchema.EVENT.problems(event))
        .singleElement()
        .asString()
        .contains("required property 'stage' not found");
  }

  private static Object read(String json, FormatSchema schema) {
    return Formats.read(json, schema.document(), "recorded");
  }

  private static String recorded(String file) {
    try {
      return Files.readString(RECORDED.resolve("1").resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
