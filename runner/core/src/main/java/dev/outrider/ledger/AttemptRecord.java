// SPDX-License-Identifier: Apache-2.0
package dev.outrider.ledger;

import dev.outrider.flavor.JobHandle;
import java.net.URI;
import java.util.Optional;

/**
 * An attempt in the ledger. It is there before the attempt is submitted.
 *
 * @param key the attempt's key
 * @param step the step
 * @param number which attempt of the step
 * @param request the hash of the request
 * @param job the platform's job, once it is known
 * @param launch the committed launch's folder
 */
public record AttemptRecord(
    String key,
    String step,
    int number,
    String request,
    Optional<JobHandle> job,
    Optional<URI> launch) {}
