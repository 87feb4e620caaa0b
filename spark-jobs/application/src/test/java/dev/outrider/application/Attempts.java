// SPDX-License-Identifier: Apache-2.0
package dev.outrider.application;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.outrider.step.attempt.AttemptContext;
import dev.outrider.step.attempt.AttemptLayout;
import dev.outrider.step.attempt.Claim;
import dev.outrider.step.attempt.Event;
import dev.outrider.step.attempt.FormatSchema;
import dev.outrider.step.attempt.Formats;
import dev.outrider.step.attempt.InputRecord;
import dev.outrider.step.attempt.Mark;
import dev.outrider.step.attempt.OutputRecord;
import dev.outrider.step.attempt.Result;
import dev.outrider.step.value.JsonText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Attempt folders on the local disk, as an orchestrator writes and reads them. */
final class Attempts {

  static final String KEY = "r0k3v9m2x4q7t-step-1-0123456789";

  private Attempts() {}

  /** Writes a context for a step of the package {@code steps}, and gives its file. */
  static Path order(
      Path run,
      String stepClass,
      String parameters,
      Map<String, InputRecord> inputs,
      List<String> outputs,
      Map<String, String> secrets,
      Optional<Duration> deadline)
      throws IOException {
    Path folder = Files.createDirectories(run.resolve("step/1"));
    Path marks = Files.createDirectories(run.resolve("marks"));
    AttemptContext context =
        new AttemptContext(
            Formats.CURRENT,
            "r0k3v9m2x4q7t",
            "tests",
            "step",
            1,
            KEY,
            "dev.outrider.application.steps." + stepClass,
            new JsonText(parameters),
            inputs,
            outputs,
            folder.toUri(),
            Optional.of(marks.toUri()),
            secrets,
            deadline,
            Duration.ofSeconds(60),
            Map.of("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"),
            Optional.of("gpu"));
    Path file = folder.resolve(AttemptLayout.CONTEXT);
    Files.writeString(file, valid(Formats.write(context), FormatSchema.ATTEMPT_CONTEXT));
    return file;
  }

  /** The folders of the launches that wrote anything. */
  static List<Path> launches(Path run) throws IOException {
    try (Stream<Path> children = Files.list(run.resolve("step/1"))) {
      return children.filter(Files::isDirectory).toList();
    }
  }

  static Result result(Path launch) throws IOException {
    Path file = launch.resolve(AttemptLayout.RESULT);
    String json = valid(Files.readString(file), FormatSchema.RESULT);
    return Formats.read(json, Result.class, file.toString());
  }

  static Mark mark(Path run, String name) throws IOException {
    String json = valid(Files.readString(run.resolve("marks").resolve(name)), FormatSchema.MARK);
    return Formats.read(json, Mark.class, name);
  }

  static Claim claim(Path folder) throws IOException {
    String json = valid(Files.readString(folder.resolve(AttemptLayout.CLAIM)), FormatSchema.CLAIM);
    return Formats.read(json, Claim.class, folder.toString());
  }

  private static String valid(String json, FormatSchema schema) {
    assertThat(schema.problems(json)).as(json).isEmpty();
    return json;
  }

  static String logs(Path launch) throws IOException {
    return joined(launch.resolve(AttemptLayout.LOGS));
  }

  static List<Event> events(Path launch) throws IOException {
    List<Event> events = new ArrayList<>();
    for (String line : joined(launch.resolve(AttemptLayout.EVENTS)).lines().toList()) {
      events.add(Formats.read(valid(line, FormatSchema.EVENT), Event.class, line));
    }
    return events;
  }

  static InputRecord asInput(OutputRecord output) {
    return InputRecord.made(output);
  }

  /** Everything that is wrong with an output, judged by its record and the files alone. */
  static List<String> problems(String name, OutputRecord output) throws IOException {
    return problems(
        name,
        output,
        Path.of(output.uri()),
        file -> Files.getLastModifiedTime(file).toInstant().toString());
  }

  /** What a store says of a file besides its size. */
  interface Tag {
    String of(Path file) throws IOException;
  }

  /** As {@link #problems(String, OutputRecord)}, of a store that keeps its files in a folder. */
  static List<String> problems(String name, OutputRecord output, Path folder, Tag tag)
      throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of(name + ": " + folder + " is missing");
    }
    List<Path> files;
    try (Stream<Path> all = Files.walk(folder)) {
      files =
          all.filter(Files::isRegularFile)
              .filter(file -> !file.getFileName().toString().endsWith(".crc"))
              .sorted(
                  (a, b) ->
                      folder.relativize(a).toString().compareTo(folder.relativize(b).toString()))
              .toList();
    }
    List<String> problems = new ArrayList<>();
    long bytes = 0;
    StringBuilder listing = new StringBuilder();
    for (Path file : files) {
      bytes += Files.size(file);
      listing
          .append(folder.relativize(file))
          .append('\t')
          .append(Files.size(file))
          .append('\t')
          .append(tag.of(file))
          .append('\n');
    }
    if (bytes != output.bytes() || files.size() != output.files()) {
      problems.add(
          name + ": " + files.size() + " files of " + bytes + " bytes, recorded are " + output);
    }
    byte[] hashed =
        files.size() == 1 ? Files.readAllBytes(files.get(0)) : listing.toString().getBytes(UTF_8);
    if (!output.checksum().equals("sha256:" + sha256(hashed))) {
      problems.add(name + ": checksum is not " + output.checksum());
    }
    return problems;
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String joined(Path folder) throws IOException {
    StringBuilder text = new StringBuilder();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path each : files.sorted().toList()) {
        text.append(Files.readString(each));
      }
    }
    return text.toString();
  }
}
