// SPDX-License-Identifier: Apache-2.0
package dev.outrider.aws.loopback;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A cluster: it starts, is up, and ends. Not thread-safe: the clusters guard it. */
final class LoopbackCluster {
  /** The ends that are no errors. */
  private static final Set<String> GOOD = Set.of("USER_REQUEST", "ALL_STEPS_COMPLETED");

  private final String id;
  private final long number;
  private final ClusterDescription asked;
  private final Instant created;
  private final Instant ready;
  private final Optional<ClusterLog> log;
  private final Optional<Ending> failing;
  private final List<LoopbackStep> steps = new ArrayList<>();
  private Optional<Ending> ending = Optional.empty();
  private Optional<Instant> idleSince = Optional.empty();
  private Optional<Instant> ended = Optional.empty();

  /**
   * Why it ends.
   *
   * @param code the {@code StateChangeReason.Code}
   * @param message for people
   */
  record Ending(String code, String message) {}

  /**
   * @param ready when it takes its first step
   * @param failing how it ends instead of getting there; empty where it does
   */
  LoopbackCluster(
      String id,
      long number,
      ClusterDescription asked,
      Instant created,
      Instant ready,
      Optional<ClusterLog> log,
      Optional<Ending> failing) {
    this.id = id;
    this.number = number;
    this.asked = asked;
    this.created = created;
    this.ready = ready;
    this.log = log;
    this.failing = failing;
  }

  String id() {
    return id;
  }

  long number() {
    return number;
  }

  String name() {
    return asked.name();
  }

  /** What it was asked to be. */
  ClusterDescription asked() {
    return asked;
  }

  int stepConcurrency() {
    return asked.stepConcurrency();
  }

  /** When it takes, or took, its first step. */
  Instant ready() {
    return ready;
  }

  Instant created() {
    return created;
  }

  /** Where it keeps the logs of its steps, where it does. */
  Optional<ClusterLog> log() {
    return log;
  }

  boolean hasFailedToStart() {
    return failing.isPresent();
  }

  Optional<Instant> ended() {
    return ended;
  }

  /** In the order in which they were added; the caller may change it. */
  List<LoopbackStep> steps() {
    return steps;
  }

  Optional<LoopbackStep> step(String stepId) {
    return steps.stream().filter(each -> each.id().equals(stepId)).findFirst();
  }

  /** How many steps are pending, run, or are being cancelled. */
  long active() {
    return steps.stream().filter(each -> !each.state().isFinal()).count();
  }

  /** Why it ends or has ended; empty while it takes steps. */
  Optional<Ending> ending() {
    return ending;
  }

  /** In the words of the model. */
  String state(Instant now) {
    if (ending.isPresent()) {
      if (ended.isEmpty()) {
        return "TERMINATING";
      }
      return GOOD.contains(ending.get().code()) ? "TERMINATED" : "TERMINATED_WITH_ERRORS";
    }
    if (now.isBefore(ready)) {
      return "STARTING";
    }
    return active() > 0 ? "RUNNING" : "WAITING";
  }

  /**
   * Takes no more steps. "Any step not yet completed is canceled": TerminateJobFlows, EMR API
   * Reference.
   */
  void terminate(Ending reason, Instant now) {
    if (ending.isEmpty()) {
      ending = Optional.of(reason);
      steps.forEach(each -> each.stop(StepState.CANCELLED, now));
      settle(now);
    }
  }

  /** Sees what has ended, and does what steps ask for that have failed. */
  void settle(Instant now) {
    for (LoopbackStep each : List.copyOf(steps)) {
      StepState before = each.state();
      each.settle(now);
      if (each.state() != before) {
        hasEnded(each, now);
      }
    }
    boolean isIdle = active() == 0 && steps.stream().noneMatch(LoopbackStep::runs);
    if (ending.isEmpty() && !now.isBefore(ready)) {
      if (failing.isPresent()) {
        terminate(failing.get(), now);
      } else {
        endWhereIdle(isIdle, now);
      }
    }
    if (ending.isPresent() && ended.isEmpty() && isIdle) {
      ended = Optional.of(now);
    }
  }

  /** "Using an auto-termination policy", EMR Management Guide. */
  private void endWhereIdle(boolean isIdle, Instant now) {
    if (!isIdle) {
      idleSince = Optional.empty();
      return;
    }
    Instant since = idleSince.orElse(now);
    idleSince = Optional.of(since);
    asked
        .idleSeconds()
        .filter(limit -> Duration.between(since, now).toMillis() >= limit * 1000)
        .ifPresent(
            limit -> terminate(new Ending("ALL_STEPS_COMPLETED", "The cluster was idle"), now));
  }

  /** What comes with the end of a step that had a place. */
  void hasEnded(LoopbackStep step, Instant now) {
    log.ifPresent(
        kept -> {
          try {
            kept.put(this, step);
            step.logged(kept.errors(this, step).toString());
          } catch (IOException e) {
            // a step ends without its log as well
          }
        });
    if (step.state() == StepState.FAILED) {
      afterFailure(step, now);
    }
  }

  /** The effects of {@code ActionOnFailure}: StepConfig, EMR API Reference. */
  private void afterFailure(LoopbackStep step, Instant now) {
    switch (step.request().actionOnFailure()) {
      case "CANCEL_AND_WAIT" ->
          steps.stream()
              .filter(each -> each.state() == StepState.PENDING)
              .forEach(each -> each.cancel(now));
      case "TERMINATE_CLUSTER", "TERMINATE_JOB_FLOW" ->
          terminate(new Ending("STEP_FAILURE", "Shut down as step failed"), now);
      default -> {}
    }
  }

  /** The pending steps for which there is a place now, in order. */
  List<LoopbackStep> startable(Instant now) {
    long running =
        steps.stream()
            .filter(each -> !each.state().isFinal() && each.state() != StepState.PENDING)
            .count();
    if (ending.isPresent() || now.isBefore(ready)) {
      return List.of();
    }
    return steps.stream()
        .filter(each -> each.state() == StepState.PENDING)
        .limit(Math.max(0, stepConcurrency() - running))
        .toList();
  }
}
