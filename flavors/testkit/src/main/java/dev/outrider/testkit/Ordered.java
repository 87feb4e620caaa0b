// SPDX-License-Identifier: Apache-2.0
package dev.outrider.testkit;

import dev.outrider.flavor.JobHandle;
import dev.outrider.flavor.NotAcceptedException;
import dev.outrider.flavor.NotYetException;
import dev.outrider.flavor.Order;
import dev.outrider.flavor.OutcomeUnknownException;
import dev.outrider.flavor.Ownership;
import dev.outrider.flavor.StepOperator;
import dev.outrider.flavor.Submission;
import dev.outrider.step.attempt.AttemptLayout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

/** Submits as an orchestrator does: the submission is rendered and its files are written first. */
public final class Ordered {
  private Ordered() {}

  /** The job of a submission. */
  public static JobHandle submit(StepOperator operator, Submission submission, Ownership ownership)
      throws NotAcceptedException, OutcomeUnknownException, NotYetException {
    return operator.submit(of(operator, submission), ownership).job();
  }

  /** The order that an operator makes of a submission; its files are in the attempt folder. */
  public static Order of(StepOperator operator, Submission submission) throws NotAcceptedException {
    Order order = Order.of(submission, operator.render(submission));
    URI beside = submission.contextUri().resolve(AttemptLayout.ORDER);
    order.request().files().forEach((name, text) -> write(Path.of(beside.resolve(name)), text));
    return order;
  }

  private static void write(Path file, String text) {
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
