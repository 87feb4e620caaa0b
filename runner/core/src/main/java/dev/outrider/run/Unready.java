// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import java.time.Duration;
import java.time.Instant;

/**
 * How long a platform is getting ready for an attempt.
 *
 * @param since when it was first asked
 * @param limit how long it may take
 */
public record Unready(Instant since, Duration limit) {
  Instant end() {
    return since.plus(limit);
  }
}
