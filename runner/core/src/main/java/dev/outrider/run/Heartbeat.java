// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import java.time.Instant;
import java.util.Objects;

/**
 * The last sign of life of a job.
 *
 * @param mark when the store says that it was written; only compared with the one before, for the
 *     store's clock is not ours
 * @param seen when it was seen to be another than before, by our clock
 */
public record Heartbeat(Instant mark, Instant seen) {
  public Heartbeat {
    Objects.requireNonNull(mark, "mark");
    Objects.requireNonNull(seen, "seen");
  }
}
