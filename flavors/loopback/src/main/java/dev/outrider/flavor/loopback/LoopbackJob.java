// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.loopback;

import dev.outrider.testkit.platform.BackEnd;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** A job of the platform, and what it has started. Not thread-safe: its platform guards it. */
final class LoopbackJob {
  private static final int LONGEST_PAGE = 1000;
  private static final int LARGEST_PAGE = 1_000_000;

  private final String id;
  private final JobRequest request;
  private final List<BackEnd.Execution> started = new ArrayList<>();
  private boolean hasPlace;
  private Optional<String> neverStarted = Optional.empty();
  private Optional<JobState> endedAs = Optional.empty();

  LoopbackJob(String id, JobRequest request) {
    this.id = id;
    this.request = request;
  }

  String id() {
    return id;
  }

  JobRequest request() {
    return request;
  }

  /** Has a place; its driver is about to be started. */
  void place() {
    hasPlace = true;
  }

  void started(BackEnd.Execution driver) {
    started.add(driver);
    if (endedAs.isPresent()) {
      driver.kill();
    }
  }

  void failedToStart(String reason) {
    neverStarted = Optional.of(reason);
  }

  /**
   * Ends it, where it has not ended.
   *
   * @param as the state that it has when nothing of it runs any more
   */
  void end(JobState as) {
    if (!hasEnded() && endedAs.isEmpty()) {
      endedAs = Optional.of(as);
    }
    started.forEach(BackEnd.Execution::kill);
  }

  boolean runs() {
    return started.stream().anyMatch(each -> each.exitCode().isEmpty());
  }

  /** Whether it was ended before it had a place: then it never gets one. */
  boolean isWanted() {
    return endedAs.isEmpty();
  }

  private boolean hasEnded() {
    return switch (state()) {
      case QUEUED, STARTING, RUNNING, STOPPING -> false;
      case SUCCEEDED, FAILED, STOPPED, TIMED_OUT, LOST_MACHINE -> true;
    };
  }

  JobState state() {
    if (neverStarted.isPresent()) {
      return JobState.FAILED;
    }
    if (started.isEmpty()) {
      if (hasPlace) {
        return endedAs.isPresent() ? JobState.STOPPING : JobState.STARTING;
      }
      return endedAs.orElse(JobState.QUEUED);
    }
    if (runs()) {
      return endedAs.isPresent() ? JobState.STOPPING : JobState.RUNNING;
    }
    if (exitCode().equals(OptionalInt.of(0))) {
      return JobState.SUCCEEDED;
    }
    return endedAs.orElse(JobState.FAILED);
  }

  /** Of a job that was started twice: 0 where one of them ended well, else that of the last. */
  private OptionalInt exitCode() {
    OptionalInt last = OptionalInt.empty();
    for (BackEnd.Execution each : started) {
      last = each.exitCode();
      if (last.equals(OptionalInt.of(0))) {
        return last;
      }
    }
    return last;
  }

  JobView view() {
    JobState state = state();
    boolean byItself = state == JobState.SUCCEEDED || state == JobState.FAILED;
    OptionalInt code = byItself ? exitCode() : OptionalInt.empty();
    return new JobView(
        id,
        request.token(),
        state.name(),
        code.isPresent() ? Optional.of(code.getAsInt()) : Optional.empty(),
        neverStarted,
        request.labels());
  }

  /**
   * What its first driver has printed.
   *
   * @param from how many lines to leave out
   */
  JobView.Log log(int from) throws IOException {
    List<String> all = started.isEmpty() ? List.of() : started.get(0).log(from);
    List<String> page = new ArrayList<>();
    int size = 0;
    for (String line : all) {
      size += line.length();
      if (page.size() == LONGEST_PAGE || !page.isEmpty() && size > LARGEST_PAGE) {
        break;
      }
      page.add(line);
    }
    return new JobView.Log(page, from + page.size());
  }
}
