// SPDX-License-Identifier: Apache-2.0
package dev.outrider.application;

import dev.outrider.application.materialize.Artifacts;
import dev.outrider.application.store.Stores;
import dev.outrider.step.attempt.AttemptContext;
import dev.outrider.step.attempt.InputRecord;
import dev.outrider.step.value.JsonForm;
import java.io.IOException;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The inputs of an attempt: checked before anything is started, then read. */
final class Inputs {

  private Inputs() {}

  /** Checks that the context fits the step, and that every input is there; all problems at once. */
  static void check(AttemptContext context, LoadedStep step, Stores stores)
      throws BadInputException {
    List<String> problems = new ArrayList<>();
    for (String name : context.inputs().keySet()) {
      if (!step.inputs().containsKey(name)) {
        problems.add(
            "Step '"
                + context.step()
                + "' has no input '"
                + name
                + "'; it has "
                + step.inputs().keySet()
                + ".");
      }
    }
    for (Map.Entry<String, Type> each : step.inputs().entrySet()) {
      InputRecord input = context.inputs().get(each.getKey());
      if (input != null) {
        checkPlace(context.step(), each.getKey(), input, stores, problems);
      } else if (JsonForm.raw(each.getValue()) != Optional.class) {
        problems.add("Step '" + context.step() + "' misses input '" + each.getKey() + "'.");
      }
    }
    if (!new ArrayList<>(step.outputs().keySet()).equals(context.outputs())) {
      problems.add(
          "Step '"
              + context.step()
              + "' gives "
              + step.outputs().keySet()
              + ", but the context expects "
              + context.outputs()
              + ". The bundle and the pipeline differ; build the bundle again.");
    }
    if (!problems.isEmpty()) {
      throw new BadInputException(String.join("\n", problems));
    }
  }

  private static void checkPlace(
      String step, String name, InputRecord input, Stores stores, List<String> problems) {
    for (InputRecord item : input.items()) {
      checkPlace(step, name, item, stores, problems);
    }
    if (!input.uri().isPresent()) {
      return;
    }
    if (input.emptyFolders().isPresent() && input.files().orElse(1L) == 0) {
      return; // a store of objects does not have a folder that has nothing in it
    }
    try {
      if (!stores.exists(input.uri().get())) {
        problems.add(
            "Input '"
                + name
                + "' of step '"
                + step
                + "' is not there: "
                + input.uri().get()
                + " does not exist.");
      }
    } catch (IOException | RuntimeException e) {
      problems.add(
          "Input '"
              + name
              + "' of step '"
              + step
              + "' cannot be looked up at "
              + input.uri().get()
              + ": "
              + e);
    }
  }

  static Map<String, Object> read(AttemptContext context, LoadedStep step, Artifacts artifacts)
      throws IOException {
    Map<String, Object> values = new LinkedHashMap<>();
    for (Map.Entry<String, Type> each : step.inputs().entrySet()) {
      Optional<InputRecord> input = Optional.ofNullable(context.inputs().get(each.getKey()));
      values.put(each.getKey(), artifacts.read(each.getKey(), each.getValue(), input));
    }
    return values;
  }
}
