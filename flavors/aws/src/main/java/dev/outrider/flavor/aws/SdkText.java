// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.aws;

import dev.outrider.flavor.CommonSettings;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sts.model.StsException;

/** What the SDK's exceptions say, for people. Pure. */
public final class SdkText {
  private static final String NO_CREDENTIALS = "Unable to load credentials";

  private SdkText() {}

  /** What is wrong, without a full stop. */
  public static String of(SdkException e) {
    return of(e, CommonSettings.ENDPOINT.name());
  }

  /**
   * The same, of a service whose address another setting says.
   *
   * @param endpoint the setting's name
   */
  static String of(SdkException e, String endpoint) {
    if (hasNoCredentials(e)) {
      return "there are no credentials for AWS: sign in, or set the variable AWS_PROFILE or the"
          + " operator's 'profile' to a profile that has some";
    }
    String text =
        String.valueOf(e.getMessage())
            .replaceFirst(" ?\\(SDK Attempt Count: \\d+\\)$", "")
            .replaceFirst("[.]$", "");
    if (CallProblem.of(e) == CallProblem.UNREACHED) {
      return text + "; look at '" + endpoint + "', 'region' and 'proxy'";
    }
    return e instanceof StsException && CallProblem.of(e) == CallProblem.DENIED
        ? text + "; look at 'assume-role' and 'external-id'"
        : text;
  }

  /** Whether nobody could be found who asks, so that nothing was sent. */
  public static boolean hasNoCredentials(SdkException e) {
    return String.valueOf(e.getMessage()).startsWith(NO_CREDENTIALS);
  }
}
