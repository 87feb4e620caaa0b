// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import dev.outrider.flavor.StepOperator;
import dev.outrider.ledger.Look;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The jobs of one run, whose platforms are asked until they have ended: a run's part of its
 * process's {@link JobPoller}. Thread-safe.
 */
final class FollowedJobs implements AutoCloseable {
  private final JobPoller poller;
  private final Consumer<RunEvent> events;
  private final Consumer<String> warnings;
  private final Map<String, PolledOperator> operators = new LinkedHashMap<>();
  private final Map<String, FollowedJob> bySteps = new LinkedHashMap<>();
  private final Map<String, FollowedJob> byKeys = new HashMap<>();

  FollowedJobs(JobPoller poller, Consumer<RunEvent> events, Consumer<String> warnings) {
    this.poller = poller;
    this.events = events;
    this.warnings = warnings;
  }

  /**
   * An operator that is asked from now on.
   *
   * @param identity operators of several runs with an equal one are asked as one, through the
   *     instance of any of them
   * @param longest the longest time between two looks at one of this run's jobs
   */
  void add(String name, Object identity, StepOperator operator, Duration longest) {
    PolledOperator polled = poller.add(this, identity, name, operator, longest);
    synchronized (poller) {
      operators.put(name, polled);
    }
  }

  /**
   * From now on, until it has ended. A second call for an attempt makes it as young as a new one,
   * and its end is expected.
   *
   * @param key the attempt's key
   */
  void follow(String operator, String key, Effect.Follow job) {
    poller.follow(this, operator, key, job);
  }

  /**
   * A job seems to have ended: its platform is asked as soon as it may be, and often for a while.
   */
  void lookSoon(String key) {
    poller.lookSoon(this, key);
  }

  /** The jobs that are followed, by the key of their attempt. */
  Map<String, Effect.Follow> followed() {
    return poller.followed(this);
  }

  /**
   * A look-up by key shares the operator's call rate with its polls.
   *
   * @return how long to wait before this is asked again; zero if the call may be made, and is
   *     counted
   */
  Duration lookUp(String operator) {
    return poller.lookUp(this, operator);
  }

  /** When each operator that has jobs is asked for them next, and why then. */
  List<Look> looks() {
    return poller.looks(this);
  }

  /**
   * The run ends: nothing is asked through its operators any more, and it is told nothing more.
   * Returns at once; a call that is under way through one of them is interrupted.
   */
  @Override
  public void close() {
    poller.leave(this);
  }

  // What follows is called by the poller. But for what is told, it is guarded by it.

  /** Empty when the run has ended. */
  Optional<PolledOperator> operator(String name) {
    return Optional.ofNullable(operators.get(name));
  }

  Collection<PolledOperator> operators() {
    return operators.values();
  }

  Collection<FollowedJob> jobs() {
    return bySteps.values();
  }

  Optional<FollowedJob> ofStep(String step) {
    return Optional.ofNullable(bySteps.get(step));
  }

  Optional<FollowedJob> ofKey(String key) {
    return Optional.ofNullable(byKeys.get(key));
  }

  void put(FollowedJob job) {
    bySteps.put(job.step(), job);
    byKeys.put(job.key(), job);
  }

  void remove(FollowedJob job) {
    bySteps.remove(job.step());
    byKeys.remove(job.key());
  }

  void clear() {
    operators.clear();
    bySteps.clear();
    byKeys.clear();
  }

  void tell(RunEvent event) {
    events.accept(event);
  }

  void warn(String message) {
    warnings.accept(message);
  }
}
