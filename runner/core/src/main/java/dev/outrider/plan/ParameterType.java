// SPDX-License-Identifier: Apache-2.0
package dev.outrider.plan;

import dev.outrider.step.value.JsonForm;
import dev.outrider.step.value.JsonFormException;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The type of a pipeline's parameter, or of a list's elements, and how its values are read from
 * text.
 *
 * @param type the class of its values
 */
record ParameterType(Class<?> type) {

  private static final Set<Class<?>> SIMPLE =
      Set.of(
          String.class,
          Boolean.class,
          Integer.class,
          Long.class,
          Double.class,
          BigDecimal.class,
          LocalDate.class,
          Instant.class,
          Duration.class,
          URI.class,
          Path.class);

  static final String ALLOWED =
      "String, Boolean, Integer, Long, Double, BigDecimal, an enum, LocalDate, Instant, Duration,"
          + " URI, Path, or a list of these";

  /** The parameter type that a class stands for; empty where parameters have no such type. */
  static Optional<ParameterType> of(Class<?> declared) {
    if (Path.class.isAssignableFrom(declared)) {
      return Optional.of(
          new ParameterType(Path.class)); // a default value's class is the file system's own
    }
    Class<?> boxed = java.lang.invoke.MethodType.methodType(declared).wrap().returnType();
    return SIMPLE.contains(boxed) || boxed.isEnum()
        ? Optional.of(new ParameterType(boxed))
        : Optional.empty();
  }

  /** The type's name, of the parameter or of one of its elements. */
  TypeName name() {
    return TypeName.of(type);
  }

  /**
   * Reads a value from text.
   *
   * @throws IllegalArgumentException when it does not fit; the message completes a sentence that
   *     begins with the parameter
   */
  Object parse(String text, Locations locations) {
    if (type == URI.class) {
      return locate(text, () -> locations.uri(text));
    }
    if (type == Path.class) {
      return locate(text, () -> path(text, locations));
    }
    try {
      return JsonForm.readTyped(text, type, "");
    } catch (JsonFormException e) {
      throw new IllegalArgumentException(
          "was '" + text + "' but must be " + JsonForm.expected(type), e);
    }
  }

  private static Path path(String text, Locations locations) {
    if (text.isEmpty()) {
      throw new IllegalArgumentException("is empty");
    }
    if (!Locations.hasScheme(text)) {
      return locations.path(text);
    }
    URI uri = locations.uri(text);
    if (!uri.getScheme().equalsIgnoreCase("file")) {
      throw new IllegalArgumentException(
          "is no path of a local file; make the parameter a URI to name other places");
    }
    return Path.of(uri);
  }

  private static Object locate(String text, java.util.function.Supplier<Object> location) {
    try {
      return location.get();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("was '" + text + "', which " + e.getMessage(), e);
    }
  }

  /** Reads the elements of a list, which stand between commas; blanks around them do not count. */
  List<Object> parseList(String text, Locations locations) {
    return text.isBlank()
        ? List.of()
        : java.util.Arrays.stream(text.split(",", -1))
            .map(String::strip)
            .map(each -> parse(each, locations))
            .toList();
  }

  /** A value that the pipeline gives, with its place made absolute. */
  static Object absolute(Object value, Locations locations) {
    if (value instanceof URI uri) {
      return locations.absolute(uri);
    }
    if (value instanceof Path path) {
      return locations.absolute(path);
    }
    if (value instanceof List<?> list) {
      return list.stream().map(each -> absolute(each, locations)).toList();
    }
    return value;
  }
}
