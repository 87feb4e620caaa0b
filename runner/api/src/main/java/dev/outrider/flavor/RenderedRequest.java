// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The exact request that a submission becomes, for people and for its hash. No secret is in it, and
 * not the hash itself, which the operator adds when it sends the request.
 *
 * @param title one line that says what is asked of whom
 * @param body the request as the platform gets it: JSON, or a command line, one argument a line
 * @param notes what a person should know of it, for example which Spark is used; may be empty
 * @param files texts that the request is too small to carry, by file name; they are in the folder
 *     {@code order/} of the attempt before the request is sent; may be empty
 * @param commands lines for a shell that ask for the same; shown, and not part of an order; may be
 *     empty
 */
public record RenderedRequest(
    String title,
    String body,
    List<String> notes,
    Map<String, String> files,
    List<Command> commands) {
  private static final Pattern FILE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

  /**
   * A line that a person can paste into a shell. No secret is in it.
   *
   * @param where it does the same: {@code by the AWS CLI}, {@code on the cluster's primary node}
   */
  public record Command(String where, String line) {
    public Command {
      Objects.requireNonNull(where, "where");
      Objects.requireNonNull(line, "line");
    }
  }

  /** What Outrider itself writes there. */
  private static final List<String> TAKEN = List.of("order.json", "entry.json");

  /**
   * @throws IllegalArgumentException when a file's name is not a plain one, or Outrider's own
   */
  public RenderedRequest {
    Objects.requireNonNull(title, "title");
    Objects.requireNonNull(body, "body");
    notes = List.copyOf(notes);
    commands = List.copyOf(commands);
    files = Collections.unmodifiableMap(new TreeMap<>(files));
    for (String name : files.keySet()) {
      if (!FILE.matcher(name).matches() || TAKEN.contains(name)) {
        throw new IllegalArgumentException(
            "'"
                + name
                + "' cannot be the name of a file of a request: at most 100 of"
                + " [A-Za-z0-9._-], a letter or digit first, and none of "
                + TAKEN
                + ".");
      }
    }
  }

  /** A request without commands. */
  public RenderedRequest(String title, String body, List<String> notes, Map<String, String> files) {
    this(title, body, notes, files, List.of());
  }

  /** A request that carries everything itself. */
  public RenderedRequest(String title, String body, List<String> notes) {
    this(title, body, notes, Map.of());
  }

  /**
   * With one more line for a shell, after those that it has.
   *
   * @param where it does the same: {@code by the AWS CLI}
   */
  public RenderedRequest command(String where, String line) {
    List<Command> more = new ArrayList<>(commands);
    more.add(new Command(where, line));
    return new RenderedRequest(title, body, notes, files, more);
  }
}
