// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import dev.outrider.flavor.AttemptKey;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The keys of the attempts of one run, each made once. Thread-safe. */
final class AttemptKeys {
  private final String storeId;
  private final String run;
  private final Map<String, Known> known = new ConcurrentHashMap<>();

  /**
   * @param storeId the run store's id
   * @param run the run's id
   */
  AttemptKeys(String storeId, String run) {
    this.storeId = storeId;
    this.run = run;
  }

  /** That of a step's attempt; older ones are forgotten. */
  private record Known(int attempt, AttemptKey key) {}

  AttemptKey of(String step, int attempt) {
    Known last = known.get(step);
    if (last == null || last.attempt() != attempt) {
      last = new Known(attempt, AttemptKey.of(storeId, run, step, attempt));
      known.put(step, last);
    }
    return last.key();
  }
}
