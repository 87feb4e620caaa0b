// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.base.check;

import dev.outrider.flavor.Finding;

/**
 * What is found where a call has had no answer.
 *
 * @param platform who was asked, for messages: {@code AWS}
 * @param operator the operator's name in the configuration, for messages
 */
public record Unasked(String platform, String operator) {

  /**
   * It was not seen, for this reason. The flag of an interrupted thread is set again.
   *
   * @param subject what was to be seen
   * @param right what the caller must be allowed for that: {@code s3:ListBucket}
   * @param text what is wrong, without a full stop
   */
  public Finding notSeen(String subject, String right, Problem problem, String text) {
    if (problem == Problem.INTERRUPTED) {
      Thread.currentThread().interrupt();
    }
    String allow =
        problem == Problem.DENIED
            ? " Allow %s; %s prints it all.".formatted(right, policies())
            : "";
    return Finding.notSeen(subject, "%s has not answered: %s.%s".formatted(platform, text, allow));
  }

  /** The name of a setting in the configuration, in quotes. */
  public String setting(String name) {
    return "'step-operator.%s.%s'".formatted(operator, name);
  }

  /** The command that prints what must be allowed. */
  public String policies() {
    return "'outrider step-operator describe %s --iam'".formatted(operator);
  }
}
