// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.aws;

import dev.outrider.flavor.Finding;
import java.time.Duration;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * What is found where a call has had no answer. Pure but for interruptions.
 *
 * @param operator the operator's name in the configuration, for messages
 * @param endpoint the setting that says where the service is
 */
public record Unasked(String operator, String endpoint) {
  private static final Duration LIMIT = Duration.ofSeconds(10);

  /** A call that a check waits for is given up after this time. */
  public static void limit(AwsRequestOverrideConfiguration.Builder call) {
    call.apiCallTimeout(LIMIT);
  }

  /**
   * It was not seen, for this reason. The flag of an interrupted thread stays set.
   *
   * @param subject what was to be seen
   * @param action what IAM must allow for that: {@code elasticmapreduce:DescribeCluster}
   */
  public Finding notSeen(String subject, String action, SdkException e) {
    CallProblem problem = CallProblem.of(e);
    if (problem == CallProblem.INTERRUPTED) {
      Thread.currentThread().interrupt();
    }
    return Finding.notSeen(
        subject,
        "AWS has not answered: "
            + text(e)
            + "."
            + (problem == CallProblem.DENIED
                ? " Allow " + action + "; " + policies() + " prints it all."
                : ""));
  }

  /** What is wrong, without a full stop. */
  public String text(SdkException e) {
    return SdkText.of(e, endpoint);
  }

  /** The name of a setting in the configuration, in quotes. */
  public String setting(String name) {
    return "'step-operator." + operator + "." + name + "'";
  }

  /** The command that prints what must be allowed. */
  public String policies() {
    return "'outrider step-operator describe " + operator + " --iam'";
  }
}
