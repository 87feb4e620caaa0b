// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.loopback;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A job as the platform shows it.
 *
 * @param id the platform's own name of it
 * @param token what it was made with
 * @param state a word of {@link JobState}, or one that is newer
 * @param exitCode its driver's, where it has ended by itself
 * @param reason why it is in this state, where there is something to say
 */
record JobView(
    String id,
    String token,
    String state,
    Optional<Integer> exitCode,
    Optional<String> reason,
    Map<String, String> labels) {

  /**
   * Some jobs.
   *
   * @param next the page after this one; empty after the last
   */
  record Page(List<JobView> jobs, Optional<String> next) {}

  /**
   * Some lines of a log.
   *
   * @param next the number of the line after them
   */
  record Log(List<String> lines, int next) {}

  /** What the platform runs Spark with: {@code 3.5.5_2.12}, and the Java of its drivers. */
  record Versions(String spark, int java) {}

  /** Why a request was refused. */
  record Problem(String error) {}
}
