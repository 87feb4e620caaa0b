// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.aws;

import dev.outrider.flavor.base.submit.Unreached;
import java.util.Set;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Why a call that only asks was not answered. The codes are those of the pages "Common errors" of
 * the EMR and the STS API Reference, and "Error responses" of the Amazon S3 API Reference. Pure.
 */
public enum CallProblem {
  /** Who asks is known, and may not. */
  DENIED,
  /** Who asks is not known: there are no credentials, they are wrong, or have ended. */
  UNKNOWN_CALLER,
  /** The service does not take what is asked for. */
  REFUSED,
  /** No connection was made. */
  UNREACHED,
  /** The thread was interrupted. */
  INTERRUPTED,
  /** The service has not answered, or has asked to be left alone for now. */
  UNANSWERED;

  private static final int FORBIDDEN = 403;

  private static final Set<String> OF_RIGHTS =
      Set.of("AccessDenied", "AccessDeniedException", "AllAccessDisabled", "NotAuthorized");

  private static final Set<String> OF_CALLERS =
      Set.of(
          "ExpiredToken",
          "ExpiredTokenException",
          "IncompleteSignature",
          "IncompleteSignatureException",
          "InvalidAccessKeyId",
          "InvalidClientTokenId",
          "InvalidSignatureException",
          "InvalidToken",
          "MissingAuthenticationToken",
          "MissingAuthenticationTokenException",
          "OptInRequired",
          "RequestExpired",
          "RequestTimeTooSkewed",
          "SignatureDoesNotMatch",
          "UnrecognizedClientException");

  public static CallProblem of(SdkException e) {
    if (e instanceof AbortedException) {
      return INTERRUPTED;
    }
    if (SdkText.hasNoCredentials(e)) {
      return UNKNOWN_CALLER;
    }
    if (Unreached.isCauseOf(e)) {
      return UNREACHED;
    }
    return e instanceof AwsServiceException said ? of(said) : UNANSWERED;
  }

  private static CallProblem of(AwsServiceException said) {
    String code = code(said);
    if (OF_CALLERS.contains(code)) {
      return UNKNOWN_CALLER;
    }
    // a HEAD has no body, and so no code
    if (OF_RIGHTS.contains(code) || said.statusCode() == FORBIDDEN) {
      return DENIED;
    }
    return said.statusCode() >= 500 || said.isThrottlingException() || said.statusCode() < 300
        ? UNANSWERED
        : REFUSED;
  }

  /** The code of an error answer; empty text where it has none. */
  public static String code(AwsServiceException said) {
    return said.awsErrorDetails() == null || said.awsErrorDetails().errorCode() == null
        ? ""
        : said.awsErrorDetails().errorCode();
  }
}
