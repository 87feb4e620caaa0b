// SPDX-License-Identifier: Apache-2.0
package dev.outrider.testkit.stub;

import dev.outrider.step.value.JsonForm;
import dev.outrider.step.value.JsonText;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a {@link StubDriver} does, line by line. Immutable: each method returns a longer one.
 *
 * @param play the lines, as the driver reads them
 */
public record Play(List<String> play) {
  public Play {
    play = List.copyOf(play);
  }

  /** Does nothing, and ends with exit code 0. */
  public static Play of() {
    return new Play(List.of());
  }

  /** What a step does that succeeds. */
  public static Play succeeding() {
    return of().claims().prints("works").writes("succeeded").marks();
  }

  private Play then(String line) {
    List<String> longer = new ArrayList<>(play);
    longer.add(line);
    return new Play(longer);
  }

  /** Claims the attempt; where another launch has it, ends with 75. */
  public Play claims() {
    return then("claim");
  }

  /** Prints a line. */
  public Play prints(String line) {
    return then("print " + line);
  }

  /** Prints {@code line 1} to {@code line count}. */
  public Play printsLines(int count) {
    return then("lines " + count);
  }

  /** Prints one line of as many characters. */
  public Play printsLong(int characters) {
    return then("long " + characters);
  }

  /** Waits until a file is there. */
  public Play awaits(Path file) {
    return then("await " + file);
  }

  /** From here on it does not end when it is asked to, before a file is there. */
  public Play lingersUntil(Path file) {
    return then("linger " + file);
  }

  /** Writes a result record with this status; {@code cut} for one that ends in its middle. */
  public Play writes(String status) {
    return then("result " + status);
  }

  /** Writes the mark that says that the result is written. */
  public Play marks() {
    return then("mark");
  }

  /** Ends with this exit code. */
  public Play exits(int code) {
    return then("exit " + code);
  }

  /** As the parameters of a step. */
  public JsonText parameters() {
    return new JsonText(JsonForm.write(this, Play.class, "play"));
  }
}
