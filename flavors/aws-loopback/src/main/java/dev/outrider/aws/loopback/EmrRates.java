// SPDX-License-Identifier: Apache-2.0
package dev.outrider.aws.loopback;

import dev.outrider.testkit.platform.CallRates;
import dev.outrider.testkit.platform.CallRates.Rate;
import java.util.Map;

/** How often an account may call EMR: "Amazon EMR endpoints and quotas", AWS General Reference. */
final class EmrRates {
  private static final Rate ALL = new Rate(25, 5);
  private static final Rate OF_STEPS = new Rate(10, 0.5);
  private static final Map<String, Rate> EACH =
      Map.of(
          "AddJobFlowSteps", OF_STEPS,
          "CancelSteps", OF_STEPS,
          "DescribeStep", OF_STEPS,
          "ListSteps", OF_STEPS,
          "DescribeCluster", new Rate(10, 1));

  private EmrRates() {}

  /** Limits the calls of an account from now on; every bucket is full now. */
  static void limit(CallRates rates) {
    rates.limit(ALL, EACH);
  }
}
