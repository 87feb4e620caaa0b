// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.loopback;

import dev.outrider.testkit.platform.JobTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A job as the platform shows it.
 *
 * @param id the platform's own name of it
 * @param token what it was made with
 * @param state a word of {@link JobTable.State}, or one that is newer
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

  /** A job of the platform's as it is now. */
  static JobView of(JobTable.Job<JobRequest> job) {
    JobTable.State state = job.state();
    OptionalInt code =
        state == JobTable.State.SUCCEEDED || state == JobTable.State.FAILED
            ? job.exitCode()
            : OptionalInt.empty();
    return new JobView(
        job.id(),
        job.key(),
        state.name(),
        code.isPresent() ? Optional.of(code.getAsInt()) : Optional.empty(),
        job.problem(),
        job.request().labels());
  }

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
  record Log(List<String> lines, int next) {

    private static final int LONGEST_PAGE = 1000;
    private static final int LARGEST_PAGE = 1_000_000;

    /** The first page of lines that begin with number {@code from}. */
    static Log of(List<String> all, int from) {
      List<String> page = new ArrayList<>();
      int size = 0;
      for (String line : all) {
        size += line.length();
        if (page.size() == LONGEST_PAGE || !page.isEmpty() && size > LARGEST_PAGE) {
          break;
        }
        page.add(line);
      }
      return new Log(page, from + page.size());
    }
  }

  /** What the platform runs Spark with: {@code 3.5.5_2.12}, and the Java of its drivers. */
  record Versions(String spark, int java) {}

  /** Why a request was refused. */
  record Problem(String error) {}
}
