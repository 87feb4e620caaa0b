// SPDX-License-Identifier: Apache-2.0
package dev.outrider.ledger;

import java.time.Instant;
import java.util.Optional;

/**
 * What a list shows of a run.
 *
 * @param id the run's id
 * @param pipeline the pipeline's name
 * @param outcome how it stands: running, succeeded, failed or cancelled
 * @param created when it was made
 * @param ended when its last step ended
 */
public record ListedRun(
    String id, String pipeline, String outcome, Instant created, Optional<Instant> ended) {}
