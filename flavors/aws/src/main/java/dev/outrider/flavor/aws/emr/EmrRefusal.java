// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.aws.emr;

import dev.outrider.flavor.aws.AwsErrors;
import dev.outrider.flavor.base.check.Problem;
import dev.outrider.step.FailureKind;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * What an error answer to a request means that makes something. Pure. The codes are those of the
 * pages "AddJobFlowSteps", "RunJobFlow" and "Common Errors" of the EMR API Reference.
 *
 * @param kind of a step that surely is not there, or of one whose cluster is not
 * @param advice what to set or do; a sentence
 */
record EmrRefusal(FailureKind kind, String advice) {
  /** So many steps that wait or run a cluster takes: AddJobFlowSteps, EMR API Reference. */
  static final int MOST_ACTIVE = 256;

  /** Who asks is not known, or may not. */
  private static final Set<Problem> OF_LOGINS = Set.of(Problem.UNKNOWN_CALLER, Problem.DENIED);

  /**
   * What is known of an answer to {@code AddJobFlowSteps}.
   *
   * @param operator the operator's name in the configuration
   * @return empty for one after which there may be a step: 5xx
   */
  static Optional<EmrRefusal> of(AwsServiceException answer, String operator) {
    return of(
        answer,
        operator,
        "Look at the cluster that '" + operator + "' names: it must be there, and run.");
  }

  /**
   * What is known of an answer to {@code RunJobFlow}.
   *
   * @param operator the operator's name in the configuration
   * @return empty for one after which there may be a cluster: 5xx
   */
  static Optional<EmrRefusal> ofCluster(AwsServiceException answer, String operator) {
    return of(
        answer,
        operator,
        "Look at the settings below 'step-operator.%s.' that say what its clusters are like."
            .formatted(operator));
  }

  private static Optional<EmrRefusal> of(
      AwsServiceException answer, String operator, String adviceOtherwise) {
    if (answer.statusCode() >= 500) {
      return Optional.empty();
    }
    if (isThrottled(answer)) {
      return Optional.of(
          new EmrRefusal(
              FailureKind.PLATFORM,
              "The account has asked EMR more often than it lets it. It is tried again."));
    }
    if (OF_LOGINS.contains(AwsErrors.problem(answer))) {
      return Optional.of(
          new EmrRefusal(
              FailureKind.CONFIGURATION,
              ("Look at the credentials of '%s' and at what their policy allows, and that"
                      + " this machine's clock is right.")
                  .formatted(operator)));
    }
    if (isFull(answer)) {
      return Optional.of(
          new EmrRefusal(
              FailureKind.CAPACITY,
              "Set 'step-operator." + operator + ".max-concurrent' below what the cluster takes."));
    }
    return answer.statusCode() >= 400
        ? Optional.of(new EmrRefusal(FailureKind.CONFIGURATION, adviceOtherwise))
        : Optional.empty();
  }

  /** What a step fails with that only had to be asked for something. */
  static FailureKind kind(SdkException e) {
    if (AwsErrors.hasNoCredentials(e)) {
      return FailureKind.CONFIGURATION;
    }
    return e instanceof AwsServiceException said
        ? of(said, "").map(EmrRefusal::kind).orElse(FailureKind.PLATFORM)
        : FailureKind.PLATFORM;
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
  private static boolean isFull(AwsServiceException answer) {
    String message = String.valueOf(answer.getMessage()).toLowerCase(Locale.ROOT);
    return message.contains("number of active steps");
  }
}
