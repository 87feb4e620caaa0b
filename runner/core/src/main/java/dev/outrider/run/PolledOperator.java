// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import dev.outrider.flavor.JobHandle;
import dev.outrider.flavor.StepOperator;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A step operator that is asked for the jobs of all runs that have opened one like it, with one
 * call at a time. Guarded by the {@link JobPoller}.
 */
final class PolledOperator {
  private static final Duration SHORTEST_BACK_OFF = Duration.ofMillis(200);
  private static final Duration LONGEST_BACK_OFF = Duration.ofMinutes(1);

  /** A call that is under way, made by a thread through the instance of a run. */
  static final class Call {
    private final Thread thread;
    private final FollowedJobs through;
    private final StepOperator operator;
    private boolean returned;

    private Call(Thread thread, FollowedJobs through, StepOperator operator) {
      this.thread = thread;
      this.through = through;
      this.operator = operator;
    }

    StepOperator operator() {
      return operator;
    }

    /** The platform has answered, or failed to. */
    void returned() {
      returned = true;
    }
  }

  private record Instance(StepOperator operator, Duration longest) {}

  private final Object identity;
  private final String name;
  private final PollQueue queue;
  private final int jobsPerCall;
  private final Map<FollowedJobs, Instance> instances = new LinkedHashMap<>();
  private final Set<FollowedJob> jobs = new LinkedHashSet<>();
  private Optional<Call> call = Optional.empty();
  private int errors;
  private String error = "";
  private Instant notBefore = Instant.MIN;

  /**
   * @param jobsPerCall how many jobs one call may be about
   */
  PolledOperator(Object identity, String name, PollQueue queue, int jobsPerCall) {
    this.identity = identity;
    this.name = name;
    this.queue = queue;
    this.jobsPerCall = jobsPerCall;
  }

  Object identity() {
    return identity;
  }

  String name() {
    return name;
  }

  PollQueue queue() {
    return queue;
  }

  int jobsPerCall() {
    return jobsPerCall;
  }

  Set<FollowedJob> jobs() {
    return jobs;
  }

  /** How many calls it takes to ask for some of its jobs, as many as there can be in each. */
  long calls(Stream<FollowedJob> some) {
    return some
        .collect(Collectors.groupingBy(FollowedJob::group, Collectors.counting()))
        .values()
        .stream()
        .mapToLong(count -> (count + jobsPerCall - 1) / jobsPerCall)
        .sum();
  }

  void join(FollowedJobs run, StepOperator operator, Duration longest) {
    instances.put(run, new Instance(operator, longest));
  }

  /**
   * A run closes its instance: nothing is asked through it any more, and a call that is under way
   * is given up.
   *
   * @return whether no run is left
   */
  boolean leave(FollowedJobs run) {
    instances.remove(run);
    jobs.removeIf(job -> job.run() == run);
    call.filter(each -> each.through == run)
        .ifPresent(
            each -> {
              call = Optional.empty();
              if (!each.returned) {
                each.thread.interrupt();
              }
            });
    return instances.isEmpty();
  }

  /** The longest time between two looks at a job of a run. */
  Duration longest(FollowedJobs run) {
    return instances.get(run).longest();
  }

  /** With which others a job can be in one call: only with those of an equal group. */
  String group(FollowedJobs run, JobHandle job) {
    try {
      return instances.get(run).operator().statusGroup(job);
    } catch (RuntimeException e) {
      return ""; // what is wrong with the handle or the operator, the call will tell
    }
  }

  boolean isAsked() {
    return call.isPresent();
  }

  /** Before this it is not asked again, because it has failed. */
  Instant notBefore() {
    return notBefore;
  }

  int errors() {
    return errors;
  }

  String error() {
    return error;
  }

  /** After a failure the instance of another run is asked, where there is one. */
  Call begin(Thread thread) {
    List<FollowedJobs> runs = new ArrayList<>(instances.keySet());
    FollowedJobs through = runs.get(errors % runs.size());
    Call begun = new Call(thread, through, instances.get(through).operator());
    call = Optional.of(begun);
    return begun;
  }

  /** Whether a call counts: the run whose instance it was made through has not ended. */
  boolean counts(Call each) {
    return call.filter(current -> current == each).isPresent();
  }

  /** The call has ended, with an error where there was one. */
  void end(Optional<String> failure, Instant now) {
    call = Optional.empty();
    errors = failure.isEmpty() ? 0 : errors + 1;
    error = failure.orElse("");
    notBefore = failure.isEmpty() ? Instant.MIN : now.plus(backOff());
  }

  Duration backOff() {
    Duration wait = SHORTEST_BACK_OFF.multipliedBy(1L << Math.min(errors, 10));
    return wait.compareTo(LONGEST_BACK_OFF) > 0 ? LONGEST_BACK_OFF : wait;
  }
}
