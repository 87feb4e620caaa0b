// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import dev.outrider.step.FailureKind;
import dev.outrider.step.text.TextLimit;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * Why an attempt's job is asked to stop.
 *
 * @param kind how the attempt has failed once its platform has confirmed; empty where the run is
 *     cancelled
 * @param reason for people
 * @param since when it was asked first
 * @param at where the thread of a plain step was seen last after that: a stack trace
 */
public record Stop(Optional<FailureKind> kind, String reason, Instant since, Optional<String> at) {
  public Stop {
    Objects.requireNonNull(kind, "kind");
    reason = TextLimit.MESSAGE.cut(reason);
    Objects.requireNonNull(since, "since");
    at = at.map(TextLimit.TRACE::cut);
  }
}
