// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.base.request;

import dev.outrider.flavor.NotAcceptedException;
import dev.outrider.flavor.Submission;
import dev.outrider.step.FailureKind;
import java.util.Objects;
import java.util.Optional;

/**
 * How an operator says that it cannot run a step, or be opened: with the step, its own name and the
 * keys of its settings.
 *
 * @param operator the operator's name in the configuration
 */
public record Refusals(String operator) {

  public Refusals {
    Objects.requireNonNull(operator, "operator");
  }

  /** A setting's key in the configuration: {@code step-operator.NAME.SETTING}. */
  public String key(String setting) {
    return "step-operator." + operator + "." + setting;
  }

  /**
   * Refuses a step as CONFIGURATION.
   *
   * @param reason the rest of a sentence, and what to set
   */
  public NotAcceptedException of(Submission submission, String reason) {
    return new NotAcceptedException(
        FailureKind.CONFIGURATION,
        "Step '" + submission.context().step() + "' cannot run on '" + operator + "': " + reason);
  }

  /**
   * Refuses a setting's value.
   *
   * @param expected what it must be, such as {@code an address with a port}
   */
  public IllegalArgumentException ofSetting(String setting, String value, String expected) {
    return new IllegalArgumentException(
        "'" + key(setting) + "' is '" + value + "' but must be " + expected + ".");
  }

  /**
   * Refuses a bundle with a file that {@code spark-submit}'s list of jars cannot name.
   *
   * @throws NotAcceptedException when there is one
   */
  public void refuseUnlisted(Submission submission) throws NotAcceptedException {
    Optional<String> unlisted = submission.bundle().unlisted();
    if (unlisted.isPresent()) {
      throw of(submission, unlisted.get() + ". Set 'artifact-store' to a place without it.");
    }
  }
}
