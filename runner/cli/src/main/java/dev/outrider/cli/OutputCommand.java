// SPDX-License-Identifier: Apache-2.0
package dev.outrider.cli;

import dev.outrider.config.Configuration;
import dev.outrider.ledger.RunRecord;
import dev.outrider.ledger.RunStore;
import dev.outrider.plan.NearestName;
import dev.outrider.run.Orchestrator;
import dev.outrider.run.Phase;
import dev.outrider.run.RunReader;
import dev.outrider.run.RunState;
import dev.outrider.run.StepState;
import dev.outrider.run.Surroundings;
import dev.outrider.step.attempt.OutputRecord;
import dev.outrider.step.attempt.Result;
import dev.outrider.step.store.StoreLocation;
import dev.outrider.step.value.JsonText;
import dev.outrider.step.value.ValueKind;
import dev.outrider.store.StoredObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code outrider runs output}: prints or copies an output of a step. A value is printed as text, a
 * file as it is, a dataset by its schema.
 */
@Command
final class OutputCommand extends StoreCommand {
  /** The largest file that is printed; a larger one is copied. */
  private static final long LARGEST_PRINTED = 1 << 20;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "STEP[.NAME]",
      description = "a step, and which of its outputs if it has several")
  private String word;

  @Option(
      names = "--run",
      paramLabel = "RUN",
      description = "a run's id, or how it begins; default the last one")
  private Optional<String> run = Optional.empty();

  @Option(
      names = "-o",
      paramLabel = "PATH",
      description = "copies a value or files to a new file or folder")
  private Optional<String> copy = Optional.empty();

  OutputCommand(Terminal terminal) {
    super(terminal);
  }

  /**
   * An output of a step.
   *
   * @param uri where it lies
   * @param value its value
   * @param schema of a dataset, as Spark writes it
   * @param files of a model, of files and of what a materializer wrote
   */
  record Shown(
      String run,
      String step,
      String output,
      String kind,
      String format,
      URI uri,
      Optional<JsonText> value,
      Optional<JsonText> schema,
      Optional<Long> rows,
      long bytes,
      List<Part> files) {}

  /** A file of an output. */
  record Part(String path, long bytes) {}

  @Override
  RunStore open(Path runStore) {
    return terminal.openToRead(runStore);
  }

  @Override
  int call(Configuration configuration, RunStore ledger, Surroundings surroundings)
      throws Exception {
    if (copy.isPresent() && output.isJson()) {
      throw new UsageException(
          "-o copies an output and prints nothing; leave '--output json' out.");
    }
    RunRecord record = run(run, ledger);
    RunState state = Orchestrator.state(record, ledger);
    try (RunReader reader = RunReader.open(configuration, surroundings, record.id())) {
      Found found = new Search(record.id(), state, reader).find(Optional.ofNullable(word));
      if (copy.isPresent()) {
        copy(found, target(copy.get()), reader);
      } else {
        print(record.id(), found, reader);
      }
      return ExitCode.DONE;
    } catch (IOException e) {
      terminal
          .err()
          .println(
              "outrider: The output could not be "
                  + (copy.isPresent() ? "copied to " + terminal.path(copy.get()) : "read")
                  + ": "
                  + RunSummary.reason(e));
      return ExitCode.FAILED;
    }
  }

  /** An output that is there. */
  private record Found(StepState step, String name, OutputRecord record) {
    boolean is(ValueKind kind) {
      return record.kind().equals(kind.id());
    }

    String title() {
      return "Output '" + name + "' of step '" + step.step() + "'";
    }
  }

  /** Finds an output by its name. Where there is none, the message says what there is. */
  private record Search(String run, RunState state, RunReader reader) {
    Found find(Optional<String> word) throws IOException, UsageException {
      if (word.isEmpty()) {
        throw new UsageException("Name an output. " + outputs());
      }
      int dot = word.get().indexOf('.');
      String name = dot < 0 ? word.get() : word.get().substring(0, dot);
      StepState step = state.steps().get(name);
      if (step == null) {
        throw new UsageException(
            "Run "
                + run
                + " has no step '"
                + name
                + "'"
                + NearestName.of(name, state.steps().keySet())
                    .map(near -> "; did you mean '" + near + "'? ")
                    .orElse(". ")
                + outputs());
      }
      if (step.phase() != Phase.SUCCEEDED) {
        String reason = step.reason().lines().findFirst().map(line -> ": " + line).orElse("");
        throw new UsageException(
            "Step '"
                + name
                + "' of run "
                + run
                + " has no outputs. It is "
                + step.phase().title()
                + reason
                + (reason.endsWith(".") ? " " : ". ")
                + outputs());
      }
      Map<String, OutputRecord> made = made(step);
      if (dot < 0 && made.size() == 1) {
        Map.Entry<String, OutputRecord> only = made.entrySet().iterator().next();
        return new Found(step, only.getKey(), only.getValue());
      }
      if (dot < 0) {
        throw new UsageException(
            made.isEmpty()
                ? "Step '" + name + "' of run " + run + " gives no output. " + outputs()
                : "Step '"
                    + name
                    + "' has several outputs. Name one: "
                    + String.join(", ", named(name, made))
                    + ".");
      }
      String output = word.get().substring(dot + 1);
      if (!made.containsKey(output)) {
        throw new UsageException(
            "Step '" + name + "' of run " + run + " has no output '" + output + "'. " + outputs());
      }
      return new Found(step, output, made.get(output));
    }

    private Map<String, OutputRecord> made(StepState step) throws IOException {
      return reader
          .result(step)
          .map(Result::outputs)
          .orElseThrow(
              () ->
                  new IOException(
                      "the result of step '"
                          + step.step()
                          + "' is not in "
                          + step.launch().orElseThrow()));
    }

    private String outputs() throws IOException {
      List<String> all = new ArrayList<>();
      for (StepState step : state.steps().values()) {
        if (step.phase() == Phase.SUCCEEDED) {
          all.addAll(named(step.step(), made(step)));
        }
      }
      return all.isEmpty()
          ? "The run has no outputs yet; 'outrider runs show " + run + "' shows its steps."
          : "The outputs of the run are " + String.join(", ", all) + ".";
    }

    private static List<String> named(String step, Map<String, OutputRecord> made) {
      return new TreeSet<>(made.keySet()).stream().map(each -> step + "." + each).toList();
    }
  }

  private void print(String run, Found found, RunReader reader) throws IOException, UsageException {
    OutputRecord record = found.record();
    Optional<JsonText> value =
        found.is(ValueKind.VALUE)
            ? Optional.of(reader.value(found.step(), found.name(), record))
            : Optional.empty();
    List<Part> files =
        found.is(ValueKind.VALUE) || found.is(ValueKind.DATASET) ? List.of() : parts(found, reader);
    if (output.isJson()) {
      Shown shown =
          new Shown(
              run,
              found.step().step(),
              found.name(),
              record.kind(),
              record.format(),
              record.uri(),
              value,
              record.schema(),
              record.rows(),
              record.bytes(),
              files);
      output.print(terminal, shown, Shown.class);
    } else if (value.isPresent()) {
      terminal.out().print(text(value.get()));
      terminal.out().println();
    } else if (found.is(ValueKind.DATASET)) {
      printDataset(record);
    } else if (found.is(ValueKind.FILE) && files.size() == 1) {
      terminal.out().print(content(found, reader));
    } else {
      terminal.out().println(record.kind() + ", " + record.format() + ", in " + record.uri());
      Table table = new Table("BYTES", "FILE");
      files.forEach(each -> table.row(Long.toString(each.bytes()), each.path()));
      table.print(terminal);
    }
  }

  private void printDataset(OutputRecord record) {
    terminal
        .out()
        .println(
            String.format(Locale.ROOT, "%,d rows, ", record.rows().orElse(0L))
                + record.format()
                + ", in "
                + record.uri());
    record.schema().ifPresent(schema -> SchemaText.lines(schema).forEach(terminal.out()::println));
  }

  /** A text as it is, everything else as JSON. */
  private static String text(JsonText value) {
    return value.text().startsWith("\"") ? value.as(String.class, "value") : value.text();
  }

  private List<Part> parts(Found found, RunReader reader) throws IOException {
    List<Part> parts = new ArrayList<>();
    for (StoredObject each : files(found, reader)) {
      parts.add(new Part(path(each, found), each.bytes()));
    }
    return parts;
  }

  /** Files that have gone since they were written must not look like fewer files. */
  private static List<StoredObject> files(Found found, RunReader reader) throws IOException {
    List<StoredObject> files = reader.files(found.record());
    if (files.size() != found.record().files()) {
      throw new IOException(
          found.record().uri()
              + " has "
              + files.size()
              + " files, but the step wrote "
              + found.record().files());
    }
    return files;
  }

  private static String path(StoredObject object, Found found) {
    return StoreLocation.of(found.record().uri()).relativize(StoreLocation.of(object.uri()));
  }

  private String content(Found found, RunReader reader) throws IOException, UsageException {
    StoredObject file = files(found, reader).get(0);
    String advice = " Copy it with -o PATH; it is in " + file.uri() + ".";
    if (file.bytes() > LARGEST_PRINTED) {
      throw new UsageException(
          found.title() + " is a file of " + file.bytes() + " bytes, too large to print." + advice);
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (InputStream in = reader.open(file)) {
      in.transferTo(bytes);
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes.toByteArray()))
          .toString();
    } catch (CharacterCodingException e) {
      throw new UsageException(found.title() + " is a file that is not text." + advice);
    }
  }

  /** A path where nothing is yet. */
  private Path target(String word) throws UsageException {
    Path path = terminal.path(word);
    if (Files.isDirectory(path)) {
      throw new UsageException("-o was '" + word + "', which is a folder. Name a new file in it.");
    }
    if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      throw new UsageException(
          "-o was '"
              + word
              + "', which exists"
              + (Files.isRegularFile(path) ? "" : " and is not a file")
              + ". Name a new file; nothing is overwritten.");
    }
    Path folder = path.getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw new UsageException("-o was '" + word + "', but there is no folder " + folder + ".");
    }
    if (!Files.isWritable(folder)) {
      throw new UsageException("-o was '" + word + "', but folder " + folder + " is read-only.");
    }
    return path;
  }

  private void copy(Found found, Path target, RunReader reader) throws IOException, UsageException {
    OutputRecord record = found.record();
    if (found.is(ValueKind.DATASET) || found.is(ValueKind.MODEL)) {
      throw new UsageException(
          found.title()
              + " is a "
              + record.kind()
              + ", which -o does not copy. Read it as "
              + record.format()
              + " from "
              + record.uri()
              + ".");
    }
    try (CopiedOutput copied = CopiedOutput.at(target)) {
      if (found.is(ValueKind.VALUE)) {
        copied.text(text(reader.value(found.step(), found.name(), record)) + "\n");
      } else {
        List<StoredObject> files = files(found, reader);
        boolean single = files.size() == 1 && !path(files.get(0), found).contains("/");
        for (StoredObject each : files) {
          try (InputStream in = reader.open(each)) {
            if (single) {
              copied.file(in);
            } else {
              copied.file(path(each, found), in);
            }
          }
        }
        if (!single) {
          copied.folders(record.emptyFolders().orElse(List.of()));
        }
      }
      copied.done();
    }
  }
}
