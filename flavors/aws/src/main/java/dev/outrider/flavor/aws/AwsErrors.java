// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.aws;

import dev.outrider.flavor.CommonSettings;
import dev.outrider.flavor.base.check.Problem;
import dev.outrider.flavor.base.submit.Unreached;
import java.util.Set;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sts.model.StsException;

/**
 * What the SDK's exceptions mean and say. The codes are those of the pages "Common errors" of the
 * EMR and the STS API Reference, and "Error responses" of the Amazon S3 API Reference. Pure.
 */
public final class AwsErrors {
  private static final int FORBIDDEN = 403;
  private static final String NO_CREDENTIALS = "Unable to load credentials";

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

  private AwsErrors() {}

  /** Why a call was not answered. */
  public static Problem problem(SdkException e) {
    if (e instanceof AbortedException) {
      return Problem.INTERRUPTED;
    }
    if (hasNoCredentials(e)) {
      return Problem.UNKNOWN_CALLER;
    }
    if (Unreached.isCauseOf(e)) {
      return Problem.UNREACHED;
    }
    return e instanceof AwsServiceException said ? problem(said) : Problem.UNANSWERED;
  }

  private static Problem problem(AwsServiceException said) {
    if (OF_CALLERS.contains(code(said))) {
      return Problem.UNKNOWN_CALLER;
    }
    // a HEAD has no body, and so no code
    if (OF_RIGHTS.contains(code(said)) || said.statusCode() == FORBIDDEN) {
      return Problem.DENIED;
    }
    return said.statusCode() >= 500 || said.isThrottlingException() || said.statusCode() < 300
        ? Problem.UNANSWERED
        : Problem.REFUSED;
  }

  /** The code of an error answer; empty text where there is none. */
  public static String code(SdkException e) {
    return e instanceof AwsServiceException said
            && said.awsErrorDetails() != null
            && said.awsErrorDetails().errorCode() != null
        ? said.awsErrorDetails().errorCode()
        : "";
  }

  /** Whether no credentials were found, so that nothing was sent. */
  public static boolean hasNoCredentials(SdkException e) {
    return String.valueOf(e.getMessage()).startsWith(NO_CREDENTIALS);
  }

  /** What is wrong, for people; without a full stop. */
  public static String text(SdkException e) {
    return text(e, CommonSettings.ENDPOINT.name());
  }

  /**
   * The same, of a service whose address another setting says.
   *
   * @param endpoint the setting's name
   */
  public static String text(SdkException e, String endpoint) {
    if (hasNoCredentials(e)) {
      return "there are no credentials for AWS: sign in, or set the variable AWS_PROFILE or the"
          + " operator's 'profile' to a profile that has some";
    }
    String text =
        String.valueOf(e.getMessage())
            .replaceFirst(" ?\\(SDK Attempt Count: \\d+\\)$", "")
            .replaceFirst("[.]$", "");
    if (problem(e) == Problem.UNREACHED) {
      return text + "; look at '" + endpoint + "', 'region' and 'proxy'";
    }
    return e instanceof StsException && problem(e) == Problem.DENIED
        ? text + "; look at 'assume-role' and 'external-id'"
        : text;
  }
}
