// SPDX-License-Identifier: Apache-2.0
package dev.outrider.ledger;

import dev.outrider.flavor.JobHandle;
import java.net.URI;
import java.util.Objects;
import java.util.Optional;

/**
 * An attempt in the ledger. It is there before the attempt is submitted.
 *
 * @param key the attempt's key
 * @param run the run
 * @param step the step; the operator, where it is what that keeps for the run
 * @param number which attempt of the step; {@link #KEPT} where it is what an operator keeps for the
 *     run, beside its jobs
 * @param operator the step operator that it is given to
 * @param request the hash of the request; empty for a plain step
 * @param job the platform's job, once it is known
 * @param launch the committed launch's folder
 * @param live whether its job is followed or looked for: it counts for its operator's limit
 * @param leaked why Outrider stopped waiting for the end of its job, which may still run; empty for
 *     every other attempt
 */
public record AttemptRecord(
    String key,
    String run,
    String step,
    int number,
    String operator,
    String request,
    Optional<JobHandle> job,
    Optional<URI> launch,
    boolean live,
    Optional<String> leaked) {

  /** The number of a record that is not an attempt. */
  public static final int KEPT = 0;

  public AttemptRecord {
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(run, "run");
    Objects.requireNonNull(step, "step");
    Objects.requireNonNull(operator, "operator");
    Objects.requireNonNull(request, "request");
    Objects.requireNonNull(job, "job");
    Objects.requireNonNull(launch, "launch");
    Objects.requireNonNull(leaked, "leaked");
  }
}
