// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import dev.outrider.plan.Plan;
import dev.outrider.plan.PlannedInput;
import dev.outrider.plan.PlannedStep;
import dev.outrider.step.store.StoreLocation;
import dev.outrider.step.value.JsonFormException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Looks whether the files that a plan reads from this disk are there, before anything is run. */
final class InputPlaces {
  private InputPlaces() {}

  /** A sentence for each input that is not there. */
  static List<String> problems(Plan plan) {
    List<String> problems = new ArrayList<>();
    for (PlannedStep step : plan.steps()) {
      for (Map.Entry<String, PlannedInput> each : step.inputs().entrySet()) {
        look(step.name(), each.getKey(), each.getValue(), problems);
      }
    }
    return problems;
  }

  private static void look(String step, String name, PlannedInput input, List<String> problems) {
    if (input instanceof PlannedInput.File file) {
      look(step, name, file.location(), problems);
    } else if (input instanceof PlannedInput.Source source
        && source.location() instanceof PlannedInput.File file) {
      look(step, name, file.location(), problems);
    } else if (input instanceof PlannedInput.Source source
        && source.location() instanceof PlannedInput.Value value) {
      try {
        look(step, name, value.json().as(URI.class, name), problems);
      } catch (JsonFormException e) {
        problems.add("Input '" + name + "' of step '" + step + "': " + e.getMessage());
      }
    } else if (input instanceof PlannedInput.Several several) {
      several.items().forEach(item -> look(step, name, item, problems));
    }
  }

  private static void look(String step, String name, URI location, List<String> problems) {
    Path path;
    try {
      StoreLocation place = StoreLocation.of(location);
      // Spark takes patterns where it reads files; what they match is its own affair
      if (!place.isFile() || place.key().matches(".*[*?\\[{].*")) {
        return;
      }
      path = place.file();
    } catch (IllegalArgumentException e) {
      problems.add("Input '" + name + "' of step '" + step + "': " + e.getMessage());
      return;
    }
    if (!Files.exists(path)) {
      problems.add(
          "Input '" + name + "' of step '" + step + "' is not there: " + path + " does not exist.");
    }
  }
}
