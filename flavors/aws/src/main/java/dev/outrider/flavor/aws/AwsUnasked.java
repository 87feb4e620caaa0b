// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.aws;

import dev.outrider.flavor.Finding;
import dev.outrider.flavor.base.check.Unasked;
import java.time.Duration;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * What is found where a service of AWS has not answered a check.
 *
 * @param endpoint the setting that says where the service is
 */
public record AwsUnasked(Unasked unasked, String endpoint) {
  private static final Duration LIMIT = Duration.ofSeconds(10);

  /**
   * @param operator the operator's name in the configuration, for messages
   * @param endpoint the setting that says where the service is
   */
  public AwsUnasked(String operator, String endpoint) {
    this(new Unasked("AWS", operator), endpoint);
  }

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
    return unasked.notSeen(subject, action, AwsErrors.problem(e), text(e));
  }

  /** What is wrong, without a full stop. */
  public String text(SdkException e) {
    return AwsErrors.text(e, endpoint);
  }

  /** The name of a setting in the configuration, in quotes. */
  public String setting(String name) {
    return unasked.setting(name);
  }

  /** The command that prints what must be allowed. */
  public String policies() {
    return unasked.policies();
  }
}
