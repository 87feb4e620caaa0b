// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor;

import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A limit that a platform has, as data. Those of requests are checked when a pipeline is planned,
 * long before the platform would refuse the request. Immutable.
 *
 * @param subject what is limited
 * @param most how long, large or many it may be, in the unit of the subject; 1 or more
 * @param form the regular expression that each text of the subject matches as a whole, where its
 *     alphabet is limited too; empty for any text
 * @param source where the platform says so: the name of the page of its documentation, or the shape
 *     of its model
 */
public record ProviderLimit(Subject subject, int most, Optional<String> form, String source) {

  /** What a platform may limit. */
  public enum Subject {
    /** The attempt key, which is the name, token or tag of the job. */
    KEY("characters"),
    /** The labels of a job, those of Outrider and the user's. */
    LABELS("labels"),
    /** The name of a label. */
    LABEL_NAME("characters"),
    /** The value of a label. */
    LABEL_VALUE("characters"),
    /** The environment variables that the request carries. */
    VARIABLES("variables"),
    /** The name of an environment variable. */
    VARIABLE_NAME("characters"),
    /** The value of an environment variable. */
    VARIABLE_VALUE("characters"),
    /** All environment variables together, names and values, in UTF-8. */
    ENVIRONMENT("bytes"),
    /** The value of a property of Spark's. */
    CONF_VALUE("characters"),
    /** A URI of the bundle or of the attempt folder. */
    URI("characters"),
    /** The whole request, as {@link RenderedRequest#body} has it, in UTF-8. */
    REQUEST("bytes"),
    /**
     * A job's log, of which the platform keeps the last lines only. {@link StepOperator#logs} then
     * gives one line that says that earlier lines are gone, and those that are there after it.
     */
    LOG("lines");

    private final String unit;

    Subject(String unit) {
      this.unit = unit;
    }

    /** What is counted: {@code characters}. */
    public String unit() {
      return unit;
    }

    /** The name in descriptors: {@code label-value}. */
    public String id() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /**
   * Checks the parts.
   *
   * @throws IllegalArgumentException when {@code most} is not positive, or the form is not a
   *     regular expression
   */
  public ProviderLimit {
    Objects.requireNonNull(subject, "subject");
    Objects.requireNonNull(form, "form");
    Objects.requireNonNull(source, "source");
    if (most < 1) {
      throw new IllegalArgumentException(
          "The limit of " + subject.id() + " was " + most + " but must be 1 or more.");
    }
    try {
      form.ifPresent(Pattern::compile);
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "The form of " + subject.id() + " is no regular expression: " + e.getMessage(), e);
    }
  }

  /**
   * A limit of length, size or number.
   *
   * @param source where the platform says so
   */
  public static ProviderLimit of(Subject subject, int most, String source) {
    return new ProviderLimit(subject, most, Optional.empty(), source);
  }

  /** With the form that each text has. */
  public ProviderLimit inForm(String expression) {
    return new ProviderLimit(subject, most, Optional.of(expression), source);
  }
}
