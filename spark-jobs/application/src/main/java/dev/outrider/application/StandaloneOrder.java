// SPDX-License-Identifier: Apache-2.0
package dev.outrider.application;

import dev.outrider.application.materialize.Artifacts;
import dev.outrider.application.store.Stores;
import dev.outrider.step.attempt.AttemptContext;
import dev.outrider.step.attempt.BundledStep;
import dev.outrider.step.attempt.Formats;
import dev.outrider.step.attempt.InputRecord;
import dev.outrider.step.value.JsonForm;
import dev.outrider.step.value.JsonFormException;
import dev.outrider.step.value.JsonText;
import dev.outrider.step.value.Part;
import dev.outrider.step.value.ValueKind;
import java.io.IOException;
import java.lang.reflect.Type;
import java.net.URI;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What to run where a step runs alone: the context that an orchestrator would have written, made of
 * the command line. All problems of the command line are reported together.
 */
final class StandaloneOrder {

  private static final Duration HEARTBEAT = Duration.ofSeconds(60);
  private static final List<String> FORMATS =
      Arrays.asList("parquet", "csv", "json", "orc", "avro", "text");

  private final Arguments arguments;
  private final LoadedStep step;
  private final BundledStep bundled;
  private final Stores stores;
  private final List<String> problems = new ArrayList<>();

  StandaloneOrder(Arguments arguments, LoadedStep step, BundledStep bundled, Stores stores) {
    this.arguments = arguments;
    this.step = step;
    this.bundled = bundled;
    this.stores = stores;
  }

  AttemptContext context(String pipeline) throws BadInputException, IOException {
    URI folder = folder();
    Map<String, String> secrets = secrets();
    AttemptContext context =
        new AttemptContext(
            Formats.CURRENT,
            "standalone",
            pipeline,
            bundled.name(),
            1,
            "standalone-" + bundled.name() + "-1",
            bundled.stepClass(),
            parameters(),
            inputs(),
            new ArrayList<>(step.outputs().keySet()),
            folder,
            Optional.empty(),
            secrets,
            deadline(),
            HEARTBEAT,
            Collections.emptyMap(),
            Optional.empty());
    if (!problems.isEmpty()) {
      throw new BadInputException(String.join("\n", problems));
    }
    return context;
  }

  private URI folder() throws IOException {
    Optional<String> output = arguments.single("--output");
    if (!output.isPresent()) {
      problems.add(
          "--output is required: a new folder for what step '"
              + bundled.name()
              + "' makes, for example --output out/.");
      return URI.create("file:///");
    }
    URI folder = Stores.folder(stores.qualify(output.get()));
    if (!stores.isFree(folder)) {
      problems.add(
          "--output "
              + output.get()
              + " is taken: "
              + folder
              + " has something in it. Name a new folder, or remove that one.");
    }
    return folder;
  }

  private Map<String, String> secrets() throws BadInputException {
    Map<String, String> secrets = arguments.namedOnce("--secret");
    for (Map.Entry<String, String> each : secrets.entrySet()) {
      Secrets.check(each.getKey(), each.getValue());
    }
    return secrets;
  }

  private Optional<Duration> deadline() {
    Optional<String> text = arguments.single("--deadline");
    try {
      Optional<Duration> deadline = text.map(Duration::parse);
      if (deadline.isPresent() && (deadline.get().isNegative() || deadline.get().isZero())) {
        throw new DateTimeParseException("not positive", text.get(), 0);
      }
      return deadline;
    } catch (DateTimeParseException e) {
      problems.add(
          "--deadline was '" + text.get() + "' but must be a duration such as PT15M or PT2H.");
      return Optional.empty();
    }
  }

  private JsonText parameters() throws BadInputException {
    Map<String, String> given = arguments.namedOnce("--param");
    List<String> members = new ArrayList<>();
    List<String> names = step.parameters().names();
    for (String name : given.keySet()) {
      if (!names.contains(name)) {
        problems.add(
            "--param "
                + name
                + ": step '"
                + bundled.name()
                + "' has no such parameter; it has "
                + names
                + ".");
      }
    }
    for (Part part : step.parameters().list()) {
      String path = "--param " + part.name();
      Optional<JsonText> preset =
          bundled.parameters().flatMap(p -> JsonForm.member(p.text(), part.name(), path));
      try {
        if (given.containsKey(part.name())) {
          Object value = JsonForm.readTyped(given.get(part.name()), part.type(), path);
          members.add(member(part.name(), JsonForm.write(value, part.type(), path)));
        } else if (preset.isPresent()) {
          members.add(member(part.name(), preset.get().text()));
        } else if (JsonForm.raw(part.type()) != Optional.class) {
          problems.add(
              path
                  + "=... is missing: step '"
                  + bundled.name()
                  + "' wants "
                  + JsonForm.expected(part.type())
                  + ".");
        }
      } catch (JsonFormException e) {
        problems.add(e.getMessage());
      }
    }
    return new JsonText("{" + String.join(",", members) + "}");
  }

  private static String member(String name, String json) {
    return JsonForm.write(name, String.class, name) + ":" + json;
  }

  private Map<String, InputRecord> inputs() throws IOException {
    Map<String, List<String>> given = arguments.named("--input");
    Map<String, Type> wanted = step.inputs();
    for (String name : given.keySet()) {
      if (!wanted.containsKey(name)) {
        problems.add(
            "--input "
                + name
                + ": step '"
                + bundled.name()
                + "' has no such input; it has "
                + wanted.keySet()
                + ".");
      }
    }
    Map<String, InputRecord> inputs = new LinkedHashMap<>();
    for (Map.Entry<String, Type> each : wanted.entrySet()) {
      List<String> texts = given.getOrDefault(each.getKey(), Collections.emptyList());
      boolean optional = JsonForm.raw(each.getValue()) == Optional.class;
      if (!texts.isEmpty()) {
        input(
                each.getKey(),
                optional ? JsonForm.argument(each.getValue(), 0) : each.getValue(),
                texts)
            .ifPresent(record -> inputs.put(each.getKey(), record));
      } else if (!optional) {
        problems.add(
            "--input "
                + each.getKey()
                + "=... is missing: step '"
                + bundled.name()
                + "' takes "
                + described(each.getValue())
                + ".");
      }
    }
    return inputs;
  }

  private Optional<InputRecord> input(String name, Type type, List<String> texts)
      throws IOException {
    Type element = JsonForm.raw(type) == List.class ? JsonForm.argument(type, 0) : type;
    boolean stored = Artifacts.kind(element, step.customTypes()) != ValueKind.VALUE;
    if (element != type && (stored || texts.size() > 1)) {
      List<InputRecord> items = new ArrayList<>();
      for (String text : texts) {
        one(name, element, text).ifPresent(items::add);
      }
      return Optional.of(InputRecord.list(items));
    }
    if (texts.size() > 1) {
      problems.add(
          "--input "
              + name
              + " is given "
              + texts.size()
              + " times, but step '"
              + bundled.name()
              + "' takes one.");
      return Optional.empty();
    }
    return one(name, type, texts.get(0));
  }

  private Optional<InputRecord> one(String name, Type type, String text) throws IOException {
    String path = "--input " + name;
    ValueKind kind = Artifacts.kind(type, step.customTypes());
    if (kind == ValueKind.VALUE && !text.startsWith("@")) {
      try {
        Object value = JsonForm.readTyped(text, type, path);
        return Optional.of(InputRecord.constant(new JsonText(JsonForm.write(value, type, path))));
      } catch (JsonFormException e) {
        problems.add(e.getMessage());
        return Optional.empty();
      }
    }
    String place = kind == ValueKind.VALUE ? text.substring(1) : text;
    String format = kind == ValueKind.DATASET ? format(place) : "";
    if (place.startsWith(format + ":")) {
      place = place.substring(format.length() + 1);
    }
    URI uri;
    try {
      uri = stores.qualify(place);
    } catch (IOException | IllegalArgumentException e) {
      problems.add(
          path + "=" + text + " is no place that this platform can reach: " + e.getMessage() + ".");
      return Optional.empty();
    }
    Map<String, String> options = new LinkedHashMap<>();
    if (format.equals("csv")) {
      options.put("header", "true");
      options.put("inferSchema", "true");
    }
    return Optional.of(
        InputRecord.stored(
            kind.id(), uri, format.isEmpty() ? Optional.empty() : Optional.of(format), options));
  }

  /** By {@code csv:} before the path, or by its extension; Parquet where neither tells. */
  private static String format(String place) {
    for (String format : FORMATS) {
      if (place.startsWith(format + ":") || place.endsWith("." + format)) {
        return format;
      }
    }
    return "parquet";
  }

  private String described(Type type) {
    switch (Artifacts.kind(type, step.customTypes())) {
      case DATASET:
        return "a dataset: the path of a Parquet folder, or of a .csv or .json file";
      case MODEL:
        return "a model: the path where Spark ML saved it";
      case FILE:
        return "the path of a file or folder";
      case CUSTOM:
        return "the path of a folder in the format '"
            + step.custom().get(JsonForm.raw(type)).format()
            + "'";
      default:
        return JsonForm.expected(type);
    }
  }
}
