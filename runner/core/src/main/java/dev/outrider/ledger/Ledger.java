// SPDX-License-Identifier: Apache-2.0
package dev.outrider.ledger;

import dev.outrider.step.value.JsonText;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Where the owner of a run writes down what it has decided, before anything is done about it. What
 * was written when a method returns is there after a crash. Thread-safe. Each method may throw
 * {@link RunStoreException}: then nothing was written.
 */
public interface Ledger {

  /** Names this ledger: part of every attempt's key. */
  String id();

  /** How long an owner goes on trying to write where that fails, before it lets its run go. */
  Duration patience();

  /** Where the lock files of the owners of its runs are; may be missing. */
  Path owners();

  /** Writes a new run down, owned by a process. */
  void create(RunRecord run, List<StepRow> steps);

  /**
   * Writes down what an owner has decided, in one transaction.
   *
   * @param outcome how the run stands
   * @param ended when it ended; empty while it has not
   * @param steps the steps that have changed
   * @param attempts the attempts that have changed; a job and a launch that are known stay
   * @throws LostOwnershipException when the run has another owner by now; nothing is written
   */
  void save(
      String run,
      long epoch,
      String outcome,
      boolean cancelling,
      Optional<Instant> ended,
      List<StepRow> steps,
      List<AttemptRecord> attempts);

  /**
   * Takes places on an operator that has a limit, in one transaction: an attempt that has one is
   * live in the ledger from then on.
   *
   * @param limit how many live attempts the operator may have, counted over all runs
   * @param attempts who wants a place; the first come first
   * @return the keys of those that have one now, of a call before this one, too
   * @throws LostOwnershipException when the run has another owner by now; nothing is written
   */
  Set<String> occupy(
      String run, long epoch, String operator, int limit, List<AttemptRecord> attempts);

  /**
   * Makes a process the owner of a run.
   *
   * @param before the epoch that the run was seen with
   * @return the new epoch; empty when another process was faster
   */
  Optional<Long> take(String run, long before, Owner owner, Instant now);

  /**
   * Makes a run that has ended or is held go on, with a process as its owner.
   *
   * @param run as it was seen
   * @param project how to plan it from now on
   * @param plan the hash of its plan from now on
   * @param steps the steps that have changed
   * @param attempts the attempts that have changed
   * @return the new epoch; empty when another process was faster, and nothing is written
   */
  Optional<Long> reopen(
      RunRecord run,
      JsonText project,
      String plan,
      List<StepRow> steps,
      List<AttemptRecord> attempts,
      Owner owner,
      Instant now);

  /**
   * An owner's sign of life.
   *
   * @param looks when it asks its operators next
   * @throws LostOwnershipException when the run has another owner by now
   */
  void renew(String run, long epoch, Instant now, List<Look> looks);

  /** An owner releases a run. No effect if another process owns it by now. */
  void release(String run, long epoch);

  /** Whether a request to a run is recorded, such as {@code cancel}. */
  boolean isWanted(String run, String what);

  /** A run by id. */
  Optional<RunRecord> run(String id);

  /** The steps of a run, in the order of its plan. */
  List<StepRow> steps(String run);
}
