// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor;

import java.util.List;
import java.util.Objects;

/**
 * One thing that was looked at to learn whether an operator can run steps.
 *
 * @param subject what was looked at, in a word or two: {@code credentials}
 * @param outcome what came of it
 * @param message a sentence in one line: what was seen, why it was not, what to set; no secret is
 *     in it
 */
public record Finding(String subject, Outcome outcome, String message) {
  /**
   * What every flavor looks at, in the order in which it is reported; a flavor leaves out what does
   * not apply to it, and may have more.
   */
  public static final List<String> SUBJECTS =
      List.of(
          "credentials",
          "acting as",
          "service",
          "cluster",
          "application",
          "workspace",
          "release",
          "rights of jobs",
          "quotas",
          "image",
          "network",
          "logs",
          "bucket",
          "container",
          "rows from memory");

  public Finding {
    Objects.requireNonNull(subject, "subject");
    Objects.requireNonNull(outcome, "outcome");
    Objects.requireNonNull(message, "message");
  }

  /** What comes of looking at something. */
  public enum Outcome {
    /** It was seen, and is as it must be. */
    PASSED("passed"),
    /** It was seen, and no step can run before it is changed. */
    FAILED("failed"),
    /** It could not be seen from here: it may be right or wrong. */
    NOT_SEEN("not-seen");

    private final String id;

    Outcome(String id) {
      this.id = id;
    }

    /** Its word in what is printed for programs. */
    public String id() {
      return id;
    }
  }

  /** What is as it must be. */
  public static Finding passed(String subject, String message) {
    return new Finding(subject, Outcome.PASSED, message);
  }

  /** What must be changed before a step can run. */
  public static Finding failed(String subject, String message) {
    return new Finding(subject, Outcome.FAILED, message);
  }

  /** What could not be seen; the message says why, and where to look. */
  public static Finding notSeen(String subject, String message) {
    return new Finding(subject, Outcome.NOT_SEEN, message);
  }
}
