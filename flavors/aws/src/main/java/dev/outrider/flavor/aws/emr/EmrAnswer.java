// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.aws.emr;

import dev.outrider.flavor.aws.AwsErrors;
import dev.outrider.flavor.base.submit.Answer;
import dev.outrider.flavor.base.submit.Unreached;
import dev.outrider.step.FailureKind;
import java.util.Optional;
import java.util.function.Function;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * What an exception of a request says that makes something on EMR.
 *
 * @param what the request makes: {@code the step of KEY}
 * @param refusals what is known of an error answer; empty for one after which it may be there
 */
record EmrAnswer(String what, Function<AwsServiceException, Optional<EmrRefusal>> refusals) {

  Answer of(Exception thrown) {
    if (thrown instanceof AbortedException) {
      Thread.currentThread().interrupt();
    }
    if (thrown instanceof AwsServiceException said) {
      return of(said);
    }
    if (thrown instanceof SdkException failed) {
      boolean isNobody = AwsErrors.hasNoCredentials(failed);
      if (isNobody || Unreached.isCauseOf(failed)) {
        return new Answer.NotSent(
            isNobody ? FailureKind.CONFIGURATION : FailureKind.PLATFORM,
            "EMR was not asked for " + what + ": " + AwsErrors.text(failed) + ".");
      }
      return unknown(AwsErrors.text(failed));
    }
    return unknown(thrown.getMessage() == null ? thrown.toString() : thrown.getMessage());
  }

  private Answer of(AwsServiceException said) {
    Optional<EmrRefusal> refusal = refusals.apply(said);
    if (refusal.isEmpty()) {
      return unknown(AwsErrors.text(said));
    }
    String reason =
        "EMR has refused " + what + ": " + AwsErrors.text(said) + ". " + refusal.get().advice();
    return EmrRefusal.isThrottled(said)
        ? new Answer.Throttled(refusal.get().kind(), reason)
        : new Answer.Refused(refusal.get().kind(), reason);
  }

  private Answer unknown(String reason) {
    return new Answer.Unknown("It is not known whether EMR has " + what + ": " + reason);
  }
}
