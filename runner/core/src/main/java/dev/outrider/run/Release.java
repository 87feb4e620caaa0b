// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import java.time.Instant;
import java.util.Optional;

/**
 * How far an operator has released what it keeps for a run. Immutable. It is not recorded: a
 * process that takes over a run whose steps are over, and which is not, asks anew.
 *
 * @param since when it was asked first; empty while steps go on
 * @param due when it is asked again
 * @param leaked whether it was asked long enough: what is kept may be there still
 */
public record Release(Optional<Instant> since, Optional<Instant> due, boolean leaked) {

  /** Not asked for yet. */
  static final Release NOT_ASKED = new Release(Optional.empty(), Optional.empty(), false);

  /** It is asked now. */
  Release asked(Instant now, Instant again) {
    return new Release(since.or(() -> Optional.of(now)), Optional.of(again), false);
  }

  /** Not asked for any more. */
  Release givenUp() {
    return new Release(since, Optional.empty(), true);
  }
}
