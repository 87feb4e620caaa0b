// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * What the core goes by for one step operator.
 *
 * @param limit how many live attempts it may have at once, of all runs; empty for any number
 * @param settling how long its platform may take to show a job whose submission had no answer;
 *     before that, its word that there is none is no answer
 * @param keeps whether it may keep something for a run, which is to be given back at the end
 */
record OperatorPolicy(Optional<Integer> limit, Duration settling, boolean keeps) {
  OperatorPolicy {
    Objects.requireNonNull(limit, "limit");
    Objects.requireNonNull(settling, "settling");
  }
}
