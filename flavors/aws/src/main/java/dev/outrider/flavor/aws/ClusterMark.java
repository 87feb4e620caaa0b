// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.aws;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/**
 * What is on the disk of the cluster of a run: when it was asked for, and its id where that was
 * answered. Whoever reads or writes it holds the run's lock.
 *
 * @param file {@code RUN.cluster} of the operator's work folder
 */
record ClusterMark(Path file) {

  /**
   * @param at when the request was about to be sent, by this machine's clock
   * @param cluster the answer
   */
  record Asked(Instant at, Optional<String> cluster) {}

  static ClusterMark of(Path work, String run) {
    return new ClusterMark(work.resolve(run + ".cluster"));
  }

  /**
   * What was asked for last.
   *
   * @return empty where nothing was, or what came of it has ended
   * @throws IOException when it cannot be read
   */
  Optional<Asked> read() throws IOException {
    String text;
    try {
      text = Files.readString(file);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
    String[] words = text.strip().split(" ");
    try {
      return Optional.of(
          new Asked(
              Instant.parse(words[0]),
              words.length > 1 ? Optional.of(words[1]) : Optional.empty()));
    } catch (DateTimeParseException e) {
      throw new IOException("The file " + file + " was changed: " + text, e);
    }
  }

  /** Is on the disk when it returns. */
  void write(Asked asked) throws IOException {
    DurableText.write(file, asked.at() + asked.cluster().map(id -> " " + id).orElse(""));
  }

  /** Nothing is asked for any more. */
  void delete() throws IOException {
    Files.deleteIfExists(file);
  }
}
