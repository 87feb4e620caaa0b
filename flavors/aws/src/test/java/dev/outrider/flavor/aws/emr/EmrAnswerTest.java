// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.aws.emr;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outrider.flavor.base.submit.Answer;
import dev.outrider.step.FailureKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.emr.model.EmrException;

class EmrAnswerTest {

  private static AwsServiceException answer(int status, String code) {
    return EmrException.builder()
        .statusCode(status)
        .awsErrorDetails(AwsErrorDetails.builder().errorCode(code).errorMessage("No.").build())
        .build();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "AllAccessDisabled",
        "ExpiredTokenException",
        "IncompleteSignatureException",
        "InvalidAccessKeyId",
        "InvalidToken",
        "RequestTimeTooSkewed"
      })
  void everyLoginThatACheckKnowsToBeWrongGetsTheAdviceToLookAtTheCredentials(String code) {
    assertThat(EmrAnswer.ofStep(Orders.KEY, "far").of(answer(400, code)))
        .isEqualTo(
            new Answer.Refused(
                FailureKind.CONFIGURATION,
                "EMR has refused the step of r0k3v9m2x4q7t-shout-1-0123456789: No. (Service: null,"
                    + " Status Code: 400, Request ID: null). Look at the credentials of 'far' and at what their policy allows, and that this"
                    + " machine's clock is right."));
  }

  @Test
  void aQuestionThatWasNotAnsweredHasTheKindOfItsReason() {
    assertThat(EmrAnswer.kind(SdkClientException.create("Unable to load credentials from any.")))
        .isEqualTo(FailureKind.CONFIGURATION);
    assertThat(EmrAnswer.kind(answer(400, "ExpiredTokenException")))
        .isEqualTo(FailureKind.CONFIGURATION);
    assertThat(EmrAnswer.kind(answer(400, "ThrottlingException"))).isEqualTo(FailureKind.PLATFORM);
    assertThat(EmrAnswer.kind(answer(503, ""))).isEqualTo(FailureKind.PLATFORM);
    assertThat(EmrAnswer.kind(SdkClientException.create("Read timed out")))
        .isEqualTo(FailureKind.PLATFORM);
  }
}
