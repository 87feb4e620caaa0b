// SPDX-License-Identifier: Apache-2.0
package dev.outrider.testkit;

import dev.outrider.flavor.JobHandle;
import dev.outrider.flavor.NotAcceptedException;
import dev.outrider.flavor.Order;
import dev.outrider.flavor.OutcomeUnknownException;
import dev.outrider.flavor.Ownership;
import dev.outrider.flavor.StepOperator;
import dev.outrider.flavor.Submission;

/** Submits as an orchestrator does: the submission is rendered first. */
public final class Ordered {
  private Ordered() {}

  /** The job of a submission. */
  public static JobHandle submit(StepOperator operator, Submission submission, Ownership ownership)
      throws NotAcceptedException, OutcomeUnknownException {
    return operator.submit(of(operator, submission), ownership).job();
  }

  /** The order that an operator makes of a submission. */
  public static Order of(StepOperator operator, Submission submission) throws NotAcceptedException {
    return Order.of(submission, operator.render(submission));
  }
}
