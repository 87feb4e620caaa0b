// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import dev.outrider.flavor.JobHandle;
import dev.outrider.flavor.JobStatus;
import dev.outrider.flavor.StepOperator;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Asks each operator for the status of all its jobs at once. An error while asking is no answer: it
 * is asked again, less often the longer it lasts. Thread-safe.
 */
final class JobPoller {
  private static final long FASTEST_MILLIS = 200;
  private static final long SLOWEST_MILLIS = 5_000;

  private record Job(String operator, RunEvent.StatusSeen asked, JobHandle handle) {}

  private final Map<String, StepOperator> operators;
  private final ScheduledExecutorService executor;
  private final Consumer<RunEvent> events;
  private final Consumer<String> warnings;
  private final Map<String, Job> jobs = new ConcurrentHashMap<>();
  private long delay = FASTEST_MILLIS;

  JobPoller(
      Map<String, StepOperator> operators,
      ScheduledExecutorService executor,
      Consumer<RunEvent> events,
      Consumer<String> warnings) {
    this.operators = operators;
    this.executor = executor;
    this.events = events;
    this.warnings = warnings;
  }

  void start() {
    executor.schedule((Runnable) this::look, delay, TimeUnit.MILLISECONDS);
  }

  /** From now on, until it has ended. A second call for an attempt changes nothing. */
  void follow(String operator, String step, int attempt, JobHandle job) {
    jobs.put(step, new Job(operator, new RunEvent.StatusSeen(step, attempt, null), job));
  }

  private void look() {
    boolean answered = true;
    try {
      for (Map.Entry<String, StepOperator> each : operators.entrySet()) {
        answered &= look(each.getKey(), each.getValue());
      }
    } finally {
      delay = answered ? FASTEST_MILLIS : Math.min(SLOWEST_MILLIS, delay * 2);
      if (!executor.isShutdown()) {
        executor.schedule((Runnable) this::look, delay, TimeUnit.MILLISECONDS);
      }
    }
  }

  private boolean look(String name, StepOperator operator) {
    Map<JobHandle, Job> asked = new HashMap<>();
    for (Job job : jobs.values()) {
      if (job.operator().equals(name)) {
        asked.put(job.handle(), job);
      }
    }
    if (asked.isEmpty()) {
      return true;
    }
    try {
      Map<JobHandle, JobStatus> answers = operator.status(asked.keySet());
      answers.forEach((handle, status) -> tell(asked.get(handle), status));
      return true;
    } catch (IOException | RuntimeException e) {
      warnings.accept("Step operator '" + name + "' did not say how its jobs are: " + e);
      return false;
    }
  }

  private void tell(Job job, JobStatus status) {
    if (status.isFinal()) {
      jobs.remove(job.asked().step(), job);
    }
    events.accept(new RunEvent.StatusSeen(job.asked().step(), job.asked().attempt(), status));
  }
}
