// SPDX-License-Identifier: Apache-2.0
package dev.outrider.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Puts values in the place of {@code ${env:NAME}} and {@code ${file:PATH}}. */
final class References {
  private static final Pattern REFERENCE = Pattern.compile("\\$\\{([^}]*)\\}");

  private final Map<String, String> environment;
  private final List<String> problems;

  References(Map<String, String> environment, List<String> problems) {
    this.environment = environment;
    this.problems = problems;
  }

  /** Whether a value is nothing but one reference. */
  static boolean isReference(String value) {
    return value.matches("\\$\\{(env|file):[^}]+\\}");
  }

  /** The property's value with its references resolved; empty after a problem. */
  Optional<String> resolve(Property property) {
    Matcher matcher = REFERENCE.matcher(property.value());
    StringBuilder text = new StringBuilder();
    boolean good = true;
    while (matcher.find()) {
      Optional<String> value = one(matcher.group(1), property);
      good &= value.isPresent();
      matcher.appendReplacement(text, Matcher.quoteReplacement(value.orElse("")));
    }
    matcher.appendTail(text);
    return good ? Optional.of(text.toString()) : Optional.empty();
  }

  /** Whether everything that a property refers to is there; reports nothing. */
  boolean canResolve(Property property) {
    return new References(environment, new ArrayList<>()).resolve(property).isPresent();
  }

  private Optional<String> one(String reference, Property property) {
    String where = property.place() + ": '" + property.key() + "' ";
    if (reference.startsWith("env:")) {
      String name = reference.substring(4);
      Optional<String> value = Optional.ofNullable(environment.get(name));
      if (value.isEmpty()) {
        problems.add(
            where + "takes the environment variable " + name + ", which is not set. Set it.");
      }
      return value;
    }
    if (reference.startsWith("file:")) {
      Path file = property.folder().resolve(reference.substring(5));
      try {
        return Optional.of(Files.readString(file).strip());
      } catch (IOException e) {
        problems.add(where + "takes the file " + file + ", which cannot be read (" + e + ").");
        return Optional.empty();
      }
    }
    problems.add(
        where
            + "has '${"
            + reference
            + "}'. Write ${env:NAME} for an environment variable or ${file:PATH} for a file.");
    return Optional.empty();
  }
}
