// SPDX-License-Identifier: Apache-2.0
package dev.outrider.cli;

import dev.outrider.plan.PlannedInput;
import dev.outrider.plan.PlannedStep;
import dev.outrider.plan.Port;
import dev.outrider.plan.StepClass;
import dev.outrider.step.value.JsonForm;
import dev.outrider.step.value.JsonText;
import dev.outrider.step.value.ValueKind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A command to copy that runs one step of a bundle. {@code PATH} and {@code VALUE} stand for what
 * the bundle does not know. Optional inputs and parameters without a value are left out.
 */
final class SubmitLine {
  private static final String PLAIN = "[A-Za-z0-9_@%+=:,./-]+";

  private final List<String> words = new ArrayList<>();

  private SubmitLine(String step) {
    words.addAll(List.of("--step", step));
  }

  /** For a step of a pipeline, with the values that the pipeline sets. */
  static SubmitLine of(PlannedStep step) {
    SubmitLine line = new SubmitLine(step.name());
    line.parameters(step.stepClass(), Optional.of(step.parameters()));
    line.inputs(step.stepClass(), step.inputs());
    return line;
  }

  /** For a step class alone. */
  static SubmitLine of(String name, StepClass step) {
    SubmitLine line = new SubmitLine(name);
    line.parameters(step, Optional.empty());
    line.inputs(step, Map.of());
    return line;
  }

  private void parameters(StepClass step, Optional<JsonText> values) {
    for (String name : step.parameters().keySet()) {
      Optional<String> value =
          values.isEmpty()
              ? Optional.of("VALUE")
              : JsonForm.member(values.get().text(), name, name)
                  .filter(found -> !found.text().equals("null"))
                  .map(SubmitLine::written);
      value.ifPresent(text -> words.addAll(List.of("--param", name + "=" + text)));
    }
  }

  private void inputs(StepClass step, Map<String, PlannedInput> connected) {
    for (Port port : step.inputs().values()) {
      PlannedInput from = connected.get(port.name());
      if (from == null && port.optional()) {
        continue;
      }
      String unknown = port.kind() == ValueKind.VALUE ? "VALUE" : "PATH";
      words.addAll(List.of("--input", port.name() + "=" + known(from).orElse(unknown)));
    }
  }

  private static Optional<String> known(PlannedInput from) {
    if (from instanceof PlannedInput.Value value) {
      return Optional.of(written(value.json()));
    }
    if (from instanceof PlannedInput.File file) {
      return Optional.of(file.location().toString());
    }
    if (from instanceof PlannedInput.Source source
        && source.location() instanceof PlannedInput.Value value) {
      return Optional.of(written(value.json()));
    }
    return Optional.empty();
  }

  /** As a person writes it on a command line: a text without its quotes. */
  private static String written(JsonText json) {
    String text = json.text();
    return text.startsWith("\"") ? (String) JsonForm.read(text, String.class, "value") : text;
  }

  /** The whole line. */
  String of(Path jar) {
    List<String> all = new ArrayList<>(List.of("spark-submit", jar.toString()));
    all.addAll(words);
    all.addAll(List.of("--output", "out/"));
    return all.stream().map(SubmitLine::quoted).collect(Collectors.joining(" "));
  }

  private static String quoted(String word) {
    return word.matches(PLAIN) ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
