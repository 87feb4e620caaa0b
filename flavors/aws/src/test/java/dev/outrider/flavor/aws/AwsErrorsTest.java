// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.aws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outrider.flavor.base.check.Problem;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.emr.model.EmrException;
import software.amazon.awssdk.services.sts.model.StsException;

class AwsErrorsTest {

  private static AwsServiceException answer(
      AwsServiceException.Builder builder, int status, String code) {
    return (AwsServiceException)
        builder
            .statusCode(status)
            .awsErrorDetails(
                AwsErrorDetails.builder().errorCode(code).errorMessage("Not so.").build())
            .build();
  }

  @ParameterizedTest
  @CsvSource({
    "400, AccessDeniedException, DENIED",
    "403, AccessDenied, DENIED",
    "403, , DENIED",
    "401, NotAuthorized, DENIED",
    "403, ExpiredToken, UNKNOWN_CALLER",
    "400, ExpiredTokenException, UNKNOWN_CALLER",
    "403, InvalidAccessKeyId, UNKNOWN_CALLER",
    "403, InvalidClientTokenId, UNKNOWN_CALLER",
    "403, RequestTimeTooSkewed, UNKNOWN_CALLER",
    "403, SignatureDoesNotMatch, UNKNOWN_CALLER",
    "400, UnrecognizedClientException, UNKNOWN_CALLER",
    "400, InvalidRequestException, REFUSED",
    "404, NoSuchBucket, REFUSED",
    "301, PermanentRedirect, REFUSED",
    "400, ThrottlingException, UNANSWERED",
    "503, SlowDown, UNANSWERED",
    "500, InternalFailure, UNANSWERED",
    "200, , UNANSWERED"
  })
  void anAnswerMeansWhatItsCodeSays(int status, String code, Problem problem) {
    assertThat(AwsErrors.problem(answer(EmrException.builder(), status, code))).isEqualTo(problem);
  }

  @Test
  void whatIsNoAnswerIsToldApart() {
    assertThat(AwsErrors.problem(SdkClientException.create("Unable to load credentials from any.")))
        .isEqualTo(Problem.UNKNOWN_CALLER);
    assertThat(
            AwsErrors.problem(
                SdkClientException.create("Unable.", new UnknownHostException("sts"))))
        .isEqualTo(Problem.UNREACHED);
    assertThat(AwsErrors.problem(AbortedException.create("interrupted")))
        .isEqualTo(Problem.INTERRUPTED);
    assertThat(AwsErrors.problem(SdkClientException.create("Read timed out")))
        .isEqualTo(Problem.UNANSWERED);
  }

  @Test
  void aRoleThatIsDeniedNamesItsSettings() {
    assertThat(AwsErrors.text(answer(StsException.builder(), 403, "AccessDenied")))
        .startsWith("Not so.")
        .endsWith("; look at 'assume-role' and 'external-id'");
    assertThat(AwsErrors.text(answer(StsException.builder(), 403, "ExpiredToken")))
        .doesNotContain("assume-role");
    assertThat(AwsErrors.text(answer(EmrException.builder(), 400, "AccessDeniedException")))
        .doesNotContain("assume-role");
  }

  @Test
  void anInterruptedThreadStaysInterrupted() {
    new AwsUnasked("far", "s3-endpoint")
        .notSeen("bucket", "s3:ListBucket", AbortedException.create("interrupted"));

    assertThat(Thread.interrupted()).isTrue();
  }
}
