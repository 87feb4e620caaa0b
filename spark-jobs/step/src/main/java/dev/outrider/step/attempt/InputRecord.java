// SPDX-License-Identifier: Apache-2.0
package dev.outrider.step.attempt;

import dev.outrider.step.value.JsonText;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** One input of an attempt: where it lies, or its value. */
public final class InputRecord extends JsonValueObject {

  private final String kind;
  private final Optional<URI> uri;
  private final Optional<String> format;
  private final Map<String, String> options;
  private final Optional<JsonText> value;
  private final List<InputRecord> items;
  private final Optional<Long> files;
  private final Optional<List<String>> emptyFolders;

  /**
   * All parts.
   *
   * @param kind {@code dataset}, {@code model}, {@code file}, {@code value}, {@code custom} or
   *     {@code list}
   * @param uri where it lies; empty for a constant value and for a list
   * @param format how it is stored, for example {@code parquet}; empty when the kind says it
   * @param options Spark's options for reading the format
   * @param value the constant value
   * @param items the members of a list input, in order
   * @param files how many files it has, see {@link #files()}
   * @param emptyFolders the folders in it that have nothing in them, see {@link #emptyFolders()}
   */
  public InputRecord(
      String kind,
      Optional<URI> uri,
      Optional<String> format,
      Map<String, String> options,
      Optional<JsonText> value,
      List<InputRecord> items,
      Optional<Long> files,
      Optional<List<String>> emptyFolders) {
    this.kind = Objects.requireNonNull(kind, "kind");
    this.uri = Objects.requireNonNull(uri, "uri");
    this.format = Objects.requireNonNull(format, "format");
    this.options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
    this.value = Objects.requireNonNull(value, "value");
    this.items = Collections.unmodifiableList(new ArrayList<>(items));
    this.files = Objects.requireNonNull(files, "files");
    this.emptyFolders =
        emptyFolders.map(each -> Collections.unmodifiableList(new ArrayList<>(each)));
  }

  /**
   * {@code dataset}, {@code model}, {@code file}, {@code value}, {@code custom} or {@code list}.
   */
  public String kind() {
    return kind;
  }

  /** Where it lies; empty for a constant value and for a list. */
  public Optional<URI> uri() {
    return uri;
  }

  /** How it is stored, for example {@code parquet}; empty when the kind says it. */
  public Optional<String> format() {
    return format;
  }

  /** Spark's options for reading the format. */
  public Map<String, String> options() {
    return options;
  }

  /** The constant value. */
  public Optional<JsonText> value() {
    return value;
  }

  /** The members of a list input, in order. */
  public List<InputRecord> items() {
    return items;
  }

  /** How many files it has, if a step has made it: fewer are an error. */
  public Optional<Long> files() {
    return files;
  }

  /** {@link OutputRecord#emptyFolders} of the output that it is. */
  public Optional<List<String>> emptyFolders() {
    return emptyFolders;
  }

  /** What a step has made. */
  public static InputRecord made(OutputRecord output) {
    return new InputRecord(
        output.kind(),
        Optional.of(output.uri()),
        Optional.of(output.format()),
        Collections.emptyMap(),
        Optional.empty(),
        Collections.emptyList(),
        Optional.of(output.files()),
        output.emptyFolders());
  }

  /** A dataset, model, file or custom value that is stored at a place. */
  public static InputRecord stored(
      String kind, URI uri, Optional<String> format, Map<String, String> options) {
    return new InputRecord(
        kind,
        Optional.of(uri),
        format,
        options,
        Optional.empty(),
        Collections.emptyList(),
        Optional.empty(),
        Optional.empty());
  }

  /** A constant. */
  public static InputRecord constant(JsonText value) {
    return new InputRecord(
        "value",
        Optional.empty(),
        Optional.empty(),
        Collections.emptyMap(),
        Optional.of(value),
        Collections.emptyList(),
        Optional.empty(),
        Optional.empty());
  }

  /** Several inputs for one list component. */
  public static InputRecord list(List<InputRecord> items) {
    return new InputRecord(
        "list",
        Optional.empty(),
        Optional.empty(),
        Collections.emptyMap(),
        Optional.empty(),
        items,
        Optional.empty(),
        Optional.empty());
  }
}
