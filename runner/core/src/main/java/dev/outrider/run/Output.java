// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import dev.outrider.plan.StepOutputs;
import dev.outrider.plan.TypeName;
import dev.outrider.step.attempt.OutputRecord;
import dev.outrider.step.value.JsonForm;
import dev.outrider.step.value.JsonText;
import dev.outrider.step.value.ValueKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;

/**
 * What a step has given, in the artifact store: one component of its output, or the whole. Where a
 * whole is a record, its components lie below {@link #uri}, each in a folder of its name.
 * Thread-safe.
 *
 * @param <T> the declared type
 */
public final class Output<T> {
  private final String title;
  private final TypeName type;
  private final boolean composite;
  private final URI uri;
  private final Map<String, OutputRecord> parts;
  private final StepOutputs outputs;
  private final StepState status;
  private final RunReader reader;

  /**
   * @param title names it at the beginning of a sentence
   * @param composite whether it is a record whose components are the parts, and not the only part
   */
  Output(
      String title,
      TypeName type,
      boolean composite,
      URI uri,
      Map<String, OutputRecord> parts,
      StepOutputs outputs,
      StepState status,
      RunReader reader) {
    this.title = title;
    this.type = type;
    this.composite = composite;
    this.uri = uri;
    this.parts = Map.copyOf(parts);
    this.outputs = outputs;
    this.status = status;
    this.reader = reader;
  }

  /**
   * The folder that it lies in.
   *
   * @throws UncheckedIOException when a small value, which is kept with the state of the run,
   *     cannot be laid down there
   */
  public URI uri() {
    try {
      reader.layOutputs(status);
    } catch (IOException e) {
      throw new UncheckedIOException(title + " cannot be laid down in " + uri, e);
    }
    return uri;
  }

  /** Its rows, where it is a dataset. */
  public Optional<Long> rows() {
    return single().flatMap(OutputRecord::rows);
  }

  /** Its schema as Spark writes it, where it is a dataset. */
  public Optional<JsonText> schema() {
    return single().flatMap(OutputRecord::schema);
  }

  /**
   * Its value, where it has a JSON form. It is read anew by each call.
   *
   * @throws UnsupportedOperationException when it is, or has, a dataset, a model, a file or what a
   *     materializer wrote: no live Spark object comes out of a step
   * @throws UncheckedIOException when it cannot be read
   */
  @SuppressWarnings("unchecked") // the declared type is T
  public T value() {
    for (Map.Entry<String, OutputRecord> part : parts.entrySet()) {
      if (!part.getValue().kind().equals(ValueKind.VALUE.id())) {
        throw refused(part.getKey(), part.getValue());
      }
    }
    try {
      return (T) JsonForm.read(json(), outputs.load(type), title);
    } catch (IOException e) {
      throw new UncheckedIOException(title + " cannot be read in " + uri, e);
    }
  }

  private UnsupportedOperationException refused(String name, OutputRecord part) {
    String what = part.kind().equals(ValueKind.FILE.id()) ? "files" : "a " + part.kind();
    return new UnsupportedOperationException(
        title
            + (composite ? " has '" + name + "', which is " + what : " is " + what)
            + " and no value with a JSON form. Read it as "
            + part.format()
            + " from uri(), "
            + part.uri()
            + (composite ? ", or take one component by .output(component)." : ".")
            + (part.kind().equals(ValueKind.DATASET.id())
                ? " rows() and schema() tell what it has."
                : ""));
  }

  private String json() throws IOException {
    if (!composite) {
      Map.Entry<String, OutputRecord> part = parts.entrySet().iterator().next();
      return reader.value(status, part.getKey(), part.getValue()).text();
    }
    StringJoiner members = new StringJoiner(",", "{", "}");
    for (Map.Entry<String, OutputRecord> part : parts.entrySet()) {
      String name = JsonForm.write(part.getKey(), String.class, "name");
      members.add(name + ":" + reader.value(status, part.getKey(), part.getValue()).text());
    }
    return members.toString();
  }

  private Optional<OutputRecord> single() {
    return composite ? Optional.empty() : Optional.of(parts.values().iterator().next());
  }
}
