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

  /** Gives back what a platform keeps for the run. */
  static final String RELEASE = "release";

  /** All of them, in the order of a run. */
  static final List<KillPoint> ALL =
      Stream.of("prepare", WRITE_DOWN, "submit", "find", "poll", "judge", COMMIT, "cancel", RELEASE)
          .flatMap(effect -> Stream.of(before(effect), after(effect)))
          .toList();

  /** Those that a run on a platform comes to. */
  static List<KillPoint> of(String flavor) {
    return ALL.stream()
        .filter(each -> flavor.equals("emr") || !each.effect().equals(RELEASE))
        .toList();
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
