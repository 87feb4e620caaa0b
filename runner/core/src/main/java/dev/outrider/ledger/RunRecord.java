// SPDX-License-Identifier: Apache-2.0
package dev.outrider.ledger;

import dev.outrider.step.value.JsonText;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A run as it is written down.
 *
 * @param id the run's id
 * @param pipeline the pipeline's name
 * @param project how to plan it again
 * @param plan the hash of its plan
 * @param created when it was made
 * @param ended when its last step ended
 * @param outcome how it stands: running, succeeded, failed or cancelled
 * @param cancelling whether it was asked to stop
 * @param owner the process that runs it; empty if none
 * @param epoch how often it had a new owner
 * @param renewed when the owner last gave a sign
 * @param looks when the owner asks its operators next, as of its last sign
 */
public record RunRecord(
    String id,
    String pipeline,
    JsonText project,
    String plan,
    Instant created,
    Optional<Instant> ended,
    String outcome,
    boolean cancelling,
    Optional<Owner> owner,
    long epoch,
    Optional<Instant> renewed,
    List<Look> looks) {
  public RunRecord {
    looks = List.copyOf(looks);
  }
}
