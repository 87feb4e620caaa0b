// SPDX-License-Identifier: Apache-2.0
package dev.outrider.config;

import dev.outrider.home.SystemText;
import dev.outrider.step.text.SmallFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Puts values in the place of {@code ${env:NAME}} and {@code ${file:PATH}}. */
final class References {
  private static final Pattern REFERENCE = Pattern.compile("\\$\\{([^}]*)\\}");
  private static final String FORMS =
      "Write ${env:NAME} for an environment variable or ${file:PATH} for a file.";

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

  /** The environment variables that a value refers to. */
  static Set<String> variables(String value) {
    return REFERENCE
        .matcher(value)
        .results()
        .map(found -> found.group(1))
        .filter(reference -> reference.startsWith("env:"))
        .map(reference -> reference.substring("env:".length()))
        .collect(Collectors.toSet());
  }

  /** The property's value with its references resolved; empty after a problem. */
  Optional<String> resolve(Property property) {
    String where = property.place() + ": '" + property.key() + "' ";
    if (property.value().indexOf('\0') >= 0) {
      problems.add(where + "has a NUL character, which no path and no variable can have.");
      return Optional.empty();
    }
    Matcher matcher = REFERENCE.matcher(property.value());
    StringBuilder text = new StringBuilder();
    boolean good = true;
    int end = 0;
    while (matcher.find()) {
      Optional<String> value = one(matcher.group(1), property);
      good &= value.isPresent();
      end = matcher.end();
      matcher.appendReplacement(text, Matcher.quoteReplacement(value.orElse("")));
    }
    if (property.value().indexOf("${", end) >= 0) {
      problems.add(where + "has a '${' without its '}'. " + FORMS);
      return Optional.empty();
    }
    matcher.appendTail(text);
    if (text.indexOf("\0") >= 0) {
      problems.add(where + "takes a NUL character from what it refers to. Remove it there.");
      return Optional.empty();
    }
    return good ? Optional.of(text.toString()) : Optional.empty();
  }

  /** Whether everything that a property refers to is there; reports nothing. */
  boolean canResolve(Property property) {
    return new References(environment, new ArrayList<>()).resolve(property).isPresent();
  }

  private Optional<String> one(String reference, Property property) {
    String where = property.place() + ": '" + property.key() + "' ";
    if (reference.equals("env:") || reference.equals("file:")) {
      problems.add(where + "has '${" + reference + "}', which names nothing. " + FORMS);
      return Optional.empty();
    }
    if (reference.startsWith("env:")) {
      String name = reference.substring(4);
      Optional<String> value = Optional.ofNullable(environment.get(name));
      if (value.isEmpty()) {
        problems.add(
            where + "takes the environment variable " + name + ", which is not set. Set it.");
      } else if (!SystemText.isReadable(value.get())) {
        problems.add(
            where
                + "takes the environment variable "
                + name
                + ", which cannot be read. "
                + SystemText.ofProcess().advice());
        return Optional.empty();
      }
      return value;
    }
    if (reference.startsWith("file:")) {
      Path file = property.folder().resolve(reference.substring(5));
      try {
        return Optional.of(SmallFile.read(file).strip());
      } catch (IOException e) {
        problems.add(
            where
                + "takes the file "
                + file
                + ", which cannot be read ("
                + SmallFile.problem(e)
                + ").");
        return Optional.empty();
      }
    }
    problems.add(where + "has '${" + reference + "}'. " + FORMS);
    return Optional.empty();
  }
}
