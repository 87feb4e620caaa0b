// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import java.util.List;
import java.util.stream.Stream;

/**
 * A place where an orchestrator is killed.
 *
 * @param effect what it is about to do, or has just done
 * @param after whether it has done it
 */
record KillPoint(String effect, boolean after) {
  /** Writes a decision down that commits a launch. */
  static final String COMMIT = "commit";

  /** Writes any other decision down. */
  static final String WRITE_DOWN = "write-down";

  /** Asks, inside of submit, whether the run is still its own; what comes next is to send. */
  static final String OWNERSHIP_CHECK = "ownership-check";

  /** Gives back what a platform keeps for the run. */
  static final String RELEASE = "release";

  /** All of them, in the order of a run. */
  static final List<KillPoint> ALL =
      Stream.of("prepare", WRITE_DOWN, "submit", "find", "poll", "judge", COMMIT, "cancel", RELEASE)
          .flatMap(effect -> Stream.of(before(effect), after(effect)))
          .toList();

  /** Where an owner is stopped, to be woken when its run has another. */
  static final List<KillPoint> SLEEPING =
      Stream.of("prepare", WRITE_DOWN, "submit", OWNERSHIP_CHECK, "find", "poll", "judge", COMMIT)
          .flatMap(effect -> Stream.of(before(effect), after(effect)))
          .toList();

  /** Whether a sender that wakes here may still send. */
  boolean isOfASender() {
    return effect.equals(OWNERSHIP_CHECK) || equals(before("submit"));
  }

  /**
   * Those that a run on a platform comes to.
   *
   * @param makesClusters whether the platform makes a cluster for each run, where it is asked to
   */
  static List<KillPoint> of(boolean makesClusters) {
    return ALL.stream().filter(each -> makesClusters || !each.effect().equals(RELEASE)).toList();
  }

  static KillPoint before(String effect) {
    return new KillPoint(effect, false);
  }

  static KillPoint after(String effect) {
    return new KillPoint(effect, true);
  }

  /** {@code before submit}. */
  @Override
  public String toString() {
    return (after ? "after " : "before ") + effect;
  }
}
