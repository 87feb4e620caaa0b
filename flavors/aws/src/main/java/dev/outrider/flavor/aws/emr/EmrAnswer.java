// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.aws.emr;

import dev.outrider.flavor.AttemptKey;
import dev.outrider.flavor.aws.AwsErrors;
import dev.outrider.flavor.base.check.Problem;
import dev.outrider.flavor.base.submit.Answer;
import dev.outrider.step.FailureKind;
import java.util.Locale;
import java.util.Set;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * What an exception of a request says that makes something on EMR. The codes are those of the pages
 * "AddJobFlowSteps", "RunJobFlow" and "Common Errors" of the EMR API Reference.
 *
 * @param what the request makes: {@code the step of KEY}
 * @param operator the operator's name in the configuration
 * @param otherwise what to do where only the request can be wrong; a sentence
 */
record EmrAnswer(String what, String operator, String otherwise) {
  /** So many steps that wait or run a cluster takes: AddJobFlowSteps, EMR API Reference. */
  static final int MOST_ACTIVE = 256;

  /** Who asks is not known, or may not. */
  private static final Set<Problem> OF_LOGINS = Set.of(Problem.UNKNOWN_CALLER, Problem.DENIED);

  /** To {@code AddJobFlowSteps}. */
  static EmrAnswer ofStep(AttemptKey key, String operator) {
    return new EmrAnswer(
        "the step of " + key,
        operator,
        "Look at the cluster that '" + operator + "' names: it must be there, and run.");
  }

  /** To {@code RunJobFlow}. */
  static EmrAnswer ofCluster(String run, String operator) {
    return new EmrAnswer(
        "a cluster for run " + run,
        operator,
        "Look at the settings below 'step-operator.%s.' that say what its clusters are like."
            .formatted(operator));
  }

  /** An interrupted thread's flag is set again. */
  Answer of(Exception thrown) {
    if (!(thrown instanceof SdkException failed)) {
      return unknown(thrown.getMessage() == null ? thrown.toString() : thrown.getMessage());
    }
    String text = AwsErrors.text(failed);
    if (failed instanceof AwsServiceException said) {
      return said.statusCode() < 400 || said.statusCode() >= 500
          ? unknown(text)
          : refused(said, "EMR has refused %s: %s. ".formatted(what, text));
    }
    return switch (AwsErrors.problem(failed)) {
      case UNKNOWN_CALLER, UNREACHED ->
          new Answer.NotSent(kind(failed), "EMR was not asked for %s: %s.".formatted(what, text));
      case INTERRUPTED -> {
        Thread.currentThread().interrupt();
        yield unknown(text);
      }
      default -> unknown(text);
    };
  }

  private Answer unknown(String reason) {
    return new Answer.Unknown("It is not known whether EMR has " + what + ": " + reason);
  }

  private Answer refused(AwsServiceException said, String reason) {
    FailureKind kind = kind(said);
    if (isThrottled(said)) {
      return new Answer.Throttled(
          kind,
          reason + "The account has asked EMR more often than it lets it. It is tried again.");
    }
    String advice = otherwise;
    if (OF_LOGINS.contains(AwsErrors.problem(said))) {
      advice =
          ("Look at the credentials of '%s' and at what their policy allows, and that this"
                  + " machine's clock is right.")
              .formatted(operator);
    } else if (isFull(said)) {
      advice =
          "Set 'step-operator.%s.max-concurrent' below what the cluster takes.".formatted(operator);
    }
    return new Answer.Refused(kind, reason + advice);
  }

  /** What a step fails with for which EMR has given this answer, or none. */
  static FailureKind kind(SdkException e) {
    if (OF_LOGINS.contains(AwsErrors.problem(e))) {
      return FailureKind.CONFIGURATION;
    }
    boolean isRefused =
        e instanceof AwsServiceException said
            && said.statusCode() >= 400
            && said.statusCode() < 500
            && !isThrottled(e);
    if (isRefused && isFull(e)) {
      return FailureKind.CAPACITY;
    }
    return isRefused ? FailureKind.CONFIGURATION : FailureKind.PLATFORM;
  }

  /** Whether the account asks too often: surely nothing was done. */
  static boolean isThrottled(Exception e) {
    return e instanceof AwsServiceException said
        && said.statusCode() < 500
        && said.isThrottlingException();
  }

  /**
   * A full cluster has no code of its own; the message is "Maximum number of active steps(State =
   * 'Running', 'Pending' or 'Cancel_Pending') for cluster exceeded."
   */
  private static boolean isFull(SdkException e) {
    String message = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
    return message.contains("number of active steps");
  }
}
