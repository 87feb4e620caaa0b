// SPDX-License-Identifier: Apache-2.0
package dev.outrider.step.attempt;

import dev.outrider.step.value.JsonText;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** One output of a launch, with what is needed to check that it is there and complete. */
public final class OutputRecord extends JsonValueObject {

  private final String kind;
  private final URI uri;
  private final String format;
  private final Optional<String> type;
  private final Optional<JsonText> schema;
  private final Optional<Long> rows;
  private final long bytes;
  private final long files;
  private final String checksum;
  private final Optional<String> committer;
  private final Optional<List<String>> emptyFolders;

  /**
   * All parts.
   *
   * @param kind {@code dataset}, {@code model}, {@code file}, {@code value} or {@code custom}
   * @param uri where it lies: a folder, ending in a slash
   * @param format {@code parquet}, {@code spark-ml}, {@code files}, {@code json} or a
   *     materializer's
   * @param type the class of a model or of a custom value
   * @param schema a dataset's schema, as Spark writes it in JSON
   * @param rows the number of rows of a dataset
   * @param bytes the size of all files
   * @param files the number of files
   * @param checksum {@code sha256:} and 64 hexadecimal digits, over the content of a single file
   *     under 64 MB, otherwise over the listing (path, size, etag or modification time)
   * @param committer what put a dataset's files in place, see {@link #committer()}
   * @param emptyFolders of an output that is a folder, see {@link #emptyFolders()}
   */
  public OutputRecord(
      String kind,
      URI uri,
      String format,
      Optional<String> type,
      Optional<JsonText> schema,
      Optional<Long> rows,
      long bytes,
      long files,
      String checksum,
      Optional<String> committer,
      Optional<List<String>> emptyFolders) {
    this.kind = Objects.requireNonNull(kind, "kind");
    this.uri = Objects.requireNonNull(uri, "uri");
    this.format = Objects.requireNonNull(format, "format");
    this.type = Objects.requireNonNull(type, "type");
    this.schema = Objects.requireNonNull(schema, "schema");
    this.rows = Objects.requireNonNull(rows, "rows");
    this.bytes = bytes;
    this.files = files;
    this.checksum = Objects.requireNonNull(checksum, "checksum");
    this.committer = Objects.requireNonNull(committer, "committer");
    this.emptyFolders =
        emptyFolders.map(each -> Collections.unmodifiableList(new ArrayList<>(each)));
  }

  /** All parts of an output that no committer is named for, and no empty folders. */
  public OutputRecord(
      String kind,
      URI uri,
      String format,
      Optional<String> type,
      Optional<JsonText> schema,
      Optional<Long> rows,
      long bytes,
      long files,
      String checksum) {
    this(
        kind,
        uri,
        format,
        type,
        schema,
        rows,
        bytes,
        files,
        checksum,
        Optional.empty(),
        Optional.empty());
  }

  /** {@code dataset}, {@code model}, {@code file}, {@code value} or {@code custom}. */
  public String kind() {
    return kind;
  }

  /** Where it lies: a folder, ending in a slash. */
  public URI uri() {
    return uri;
  }

  /** {@code parquet}, {@code spark-ml}, {@code files}, {@code json} or a materializer's. */
  public String format() {
    return format;
  }

  /** The class of a model or of a custom value. */
  public Optional<String> type() {
    return type;
  }

  /** A dataset's schema, as Spark writes it in JSON. */
  public Optional<JsonText> schema() {
    return schema;
  }

  /** The number of rows of a dataset. */
  public Optional<Long> rows() {
    return rows;
  }

  /** The size of all files. */
  public long bytes() {
    return bytes;
  }

  /** The number of files. */
  public long files() {
    return files;
  }

  /**
   * {@code sha256:} and 64 hexadecimal digits, over the content of a single file under 64 MB,
   * otherwise over the listing (path, size, etag or modification time).
   */
  public String checksum() {
    return checksum;
  }

  /**
   * What put a dataset's files in place: a committer's own name, as it leaves it in {@code
   * _SUCCESS}; otherwise the class that Spark's configuration names, with {@code ", algorithm N"}
   * where it renames files. Empty where a record does not say.
   */
  public Optional<String> committer() {
    return committer;
  }

  /**
   * The names, from {@link #uri()} on, of the folders in an output that have nothing in them, which
   * a store of objects does not keep; one empty name where the output itself is an empty folder.
   * Absent where the output is not a folder of files that a step has returned, or is of a version
   * that did not record them.
   */
  public Optional<List<String>> emptyFolders() {
    return emptyFolders;
  }
}
