// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor;

/**
 * Whether the caller of {@link StepOperator#submit} still owns the run. A process that was stopped,
 * or whose machine slept, may wake after another process has taken the run over, and that one
 * submits the same attempt. So an operator asks after its last wait, immediately before it sends.
 */
@FunctionalInterface
public interface Ownership {

  /**
   * Reads the run store; takes milliseconds as a rule, and as long as the store's busy time-out at
   * most. An exception means the same as {@code false}: the owner is not known.
   *
   * @return whether the run is still the caller's
   */
  boolean isHeld();

  /**
   * Returns only while the run is still the caller's.
   *
   * @param key names the attempt in the message
   * @throws OutcomeUnknownException when the run has another owner, or {@link #isHeld} fails: that
   *     owner may have made the job
   */
  default void check(AttemptKey key) throws OutcomeUnknownException {
    boolean isHeld;
    try {
      isHeld = isHeld();
    } catch (RuntimeException e) {
      throw new OutcomeUnknownException(
          key + " was not sent: the run store does not say who owns the run (" + e + ")", e);
    }
    if (!isHeld) {
      throw new OutcomeUnknownException(
          key + " was not sent: another process has taken the run over", null);
    }
  }
}
