// SPDX-License-Identifier: Apache-2.0
package dev.outrider.pipeline;

import dev.outrider.step.FailureKind;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * How often a step is tried again after a failure, counted apart for each kind. Whatever is not
 * said is the configuration's default; {@link FailureKind#USER} and {@link
 * FailureKind#CONFIGURATION} are not retried by default. Immutable: each method returns a changed
 * copy. Values are checked when the pipeline is planned.
 *
 * @param budgets the number of further attempts, 0 or more, by kind
 * @param backoff the wait before the first further attempt; it doubles with each, and is jittered
 * @param longestBackoff the longest wait
 */
public record Retry(
    Map<FailureKind, Integer> budgets,
    Optional<Duration> backoff,
    Optional<Duration> longestBackoff) {

  public Retry {
    budgets = Map.copyOf(budgets);
  }

  /** Nothing said. */
  public static Retry unspecified() {
    return new Retry(Map.of(), Optional.empty(), Optional.empty());
  }

  /** Further attempts after the step threw. */
  public Retry user(int attempts) {
    return budget(FailureKind.USER, attempts);
  }

  /** Further attempts after memory or disk ran out. */
  public Retry resource(int attempts) {
    return budget(FailureKind.RESOURCE, attempts);
  }

  /** Further attempts after a quota, a lost spot machine or a missing GPU. */
  public Retry capacity(int attempts) {
    return budget(FailureKind.CAPACITY, attempts);
  }

  /** Further attempts after the platform failed. */
  public Retry platform(int attempts) {
    return budget(FailureKind.PLATFORM, attempts);
  }

  /** Further attempts after a refused request, a missing right, input or secret. */
  public Retry configuration(int attempts) {
    return budget(FailureKind.CONFIGURATION, attempts);
  }

  /** Further attempts after the run deadline passed. */
  public Retry timeout(int attempts) {
    return budget(FailureKind.TIMEOUT, attempts);
  }

  /** The wait before the first further attempt, and the longest one. */
  public Retry backoff(Duration first, Duration longest) {
    return new Retry(budgets, Optional.of(first), Optional.of(longest));
  }

  private Retry budget(FailureKind kind, int attempts) {
    Map<FailureKind, Integer> changed = new EnumMap<>(FailureKind.class);
    changed.putAll(budgets);
    changed.put(kind, attempts);
    return new Retry(changed, backoff, longestBackoff);
  }
}
