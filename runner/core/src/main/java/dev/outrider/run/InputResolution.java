// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import dev.outrider.plan.PlannedInput;
import dev.outrider.plan.PlannedStep;
import dev.outrider.plan.Port;
import dev.outrider.step.attempt.AttemptLayout;
import dev.outrider.step.attempt.InputRecord;
import dev.outrider.step.attempt.OutputRecord;
import dev.outrider.step.value.JsonForm;
import dev.outrider.step.value.JsonText;
import dev.outrider.step.value.ValueKind;
import dev.outrider.store.ArtifactStore;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.StringJoiner;

/** Turns a plan's inputs into what a launch reads, with the results of the steps before. */
final class InputResolution {
  private final Map<String, KeptResult> results;
  private final ArtifactStore store;

  /**
   * @param results the results of the steps that have succeeded, by step
   */
  InputResolution(Map<String, KeptResult> results, ArtifactStore store) {
    this.results = Map.copyOf(results);
    this.store = store;
  }

  Map<String, InputRecord> inputs(PlannedStep step) throws IOException {
    Map<String, InputRecord> records = new LinkedHashMap<>();
    for (Port port : step.stepClass().inputs().values()) {
      PlannedInput input = step.inputs().get(port.name());
      if (input != null) {
        records.put(port.name(), record(input, port));
      }
    }
    return records;
  }

  private InputRecord record(PlannedInput input, Port port) throws IOException {
    if (input instanceof PlannedInput.File file) {
      return InputRecord.stored(ValueKind.FILE.id(), file.location(), Optional.empty(), Map.of());
    }
    if (input instanceof PlannedInput.Source source) {
      URI location =
          source.location() instanceof PlannedInput.File file
              ? file.location()
              : URI.create(value(source.location()).as(String.class, "location"));
      return InputRecord.stored(
          source.kind(), location, Optional.of(source.format()), source.options());
    }
    if (input instanceof PlannedInput.Output output && kept(output).isEmpty()) {
      OutputRecord made = output(output);
      return InputRecord.made(made);
    }
    if (input instanceof PlannedInput.Several several) {
      List<InputRecord> items = new ArrayList<>();
      for (PlannedInput item : several.items()) {
        items.add(record(item, port));
      }
      return InputRecord.list(items);
    }
    return InputRecord.constant(value(input));
  }

  private OutputRecord output(PlannedInput.Output output) {
    return Objects.requireNonNull(
        result(output).record().outputs().get(output.output()), () -> "no output " + output);
  }

  private Optional<JsonText> kept(PlannedInput.Output output) {
    return Optional.ofNullable(result(output).values().get(output.output()));
  }

  private KeptResult result(PlannedInput.Output output) {
    return Objects.requireNonNull(
        results.get(output.step()), () -> "no result of " + output.step());
  }

  /** An input as JSON: a constant, what a step has written as a value, or made of these. */
  private JsonText value(PlannedInput input) throws IOException {
    if (input instanceof PlannedInput.Value value) {
      return value.json();
    }
    if (input instanceof PlannedInput.File file) {
      return new JsonText(JsonForm.write(file.location(), URI.class, "file"));
    }
    if (input instanceof PlannedInput.Output output) {
      if (kept(output).isPresent()) {
        return kept(output).get();
      }
      URI object = output(output).uri().resolve(AttemptLayout.VALUE);
      try (InputStream in = store.get(object, 0)) {
        return new JsonText(new String(in.readAllBytes(), StandardCharsets.UTF_8).strip());
      }
    }
    if (input instanceof PlannedInput.Member member) {
      return JsonForm.member(value(member.whole()).text(), member.name(), member.name())
          .orElseThrow(() -> new IllegalStateException("no member " + member));
    }
    if (input instanceof PlannedInput.Composite composite) {
      StringJoiner members = new StringJoiner(",", "{", "}");
      for (Map.Entry<String, PlannedInput> each : composite.members().entrySet()) {
        String name = JsonForm.write(each.getKey(), String.class, "name");
        members.add(name + ":" + value(each.getValue()).text());
      }
      return new JsonText(members.toString());
    }
    throw new IllegalStateException("not a value: " + input);
  }
}
