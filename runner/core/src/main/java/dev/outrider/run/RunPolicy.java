// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import dev.outrider.step.FailureKind;
import java.time.Duration;
import java.util.Map;

/**
 * What the core goes by where a step says nothing.
 *
 * @param budgets how often an attempt is repeated, by the kind of its failure; 0 where absent
 * @param abandonedBudget how often a plain step is begun anew because its orchestrator has died
 * @param firstBackoff the wait before the first further attempt; it doubles with each
 * @param longestBackoff the longest such wait
 * @param firstLook the wait before a platform is asked again whether it has a job; it grows with
 *     the time that this lasts already
 * @param longestLook the longest such wait
 * @param unknownLimit how long it is asked before a person has to decide, where the step has no
 *     queue deadline
 * @param askAgain after how long a platform that has not confirmed is asked again to stop a job
 * @param confirmLimit how long a platform may take to confirm that a job has stopped, before the
 *     job counts as leaked
 * @param runGrace how long a job may take to end itself after its run deadline, before it is
 *     stopped
 * @param operators what it goes by for each operator, by name
 */
record RunPolicy(
    Map<FailureKind, Integer> budgets,
    int abandonedBudget,
    Duration firstBackoff,
    Duration longestBackoff,
    Duration firstLook,
    Duration longestLook,
    Duration unknownLimit,
    Duration askAgain,
    Duration confirmLimit,
    Duration runGrace,
    Map<String, OperatorPolicy> operators) {

  RunPolicy {
    budgets = Map.copyOf(budgets);
    operators = Map.copyOf(operators);
  }

  /**
   * What is not the step's fault is tried twice more.
   *
   * @param operators what it goes by for each operator, by name
   */
  static RunPolicy standard(Map<String, OperatorPolicy> operators) {
    return new RunPolicy(
        Map.of(FailureKind.PLATFORM, 2, FailureKind.CAPACITY, 2),
        10,
        Duration.ofSeconds(5),
        Duration.ofMinutes(5),
        Duration.ofSeconds(5),
        Duration.ofMinutes(1),
        Duration.ofMinutes(15),
        Duration.ofSeconds(30),
        Duration.ofMinutes(10),
        Duration.ofMinutes(1),
        operators);
  }
}
