// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import dev.outrider.ledger.StepRow;
import dev.outrider.plan.Plan;
import dev.outrider.plan.PlannedStep;
import dev.outrider.step.FailureKind;
import dev.outrider.step.attempt.AttemptLayout;
import dev.outrider.step.value.JsonText;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What an orchestrator promises, held against everything that it writes down. That an attempt has
 * one job and one launch is checked by the platforms, and that outputs stay by the store.
 */
final class Promises {
  private final Map<String, PlannedStep> plan = new LinkedHashMap<>();
  private final Map<String, Long> expected;
  private final SimulatedStore store;
  private final Collection<SimulatedPlatform> platforms;
  private final Map<String, URI> committed = new HashMap<>();
  private final Map<String, OperatorPolicy> operators;
  private final Map<String, Phase> phases = new HashMap<>();

  Promises(
      Plan plan,
      Map<String, OperatorPolicy> operators,
      SimulatedStore store,
      Collection<SimulatedPlatform> platforms) {
    this.operators = operators;
    plan.steps().forEach(step -> this.plan.put(step.name(), step));
    this.expected = SimulatedPipeline.values(plan);
    this.store = store;
    this.platforms = platforms;
  }

  /** A step is written down. */
  void written(StepRow row) {
    Phase phase = RunTexts.phaseOf(row);
    Phase before = phases.put(row.step(), phase);
    if (before == Phase.AWAITING_PLACE && phase == Phase.SUBMITTING) {
      keepsLimit(plan.get(row.step()).operator().orElseThrow());
    }
    switch (phase) {
      case WAITING, SUBMITTING, LOOKING_UP, FOLLOWING, JUDGING, CANCELLING -> isNotDone(row.step());
      default -> check(RunTexts.state(row));
    }
  }

  private void keepsLimit(String operator) {
    List<String> live =
        phases.keySet().stream()
            .filter(step -> plan.get(step).operator().equals(Optional.of(operator)))
            .filter(step -> phases.get(step).hasPlace())
            .toList();
    if (live.size() > operators.get(operator).limit().orElseThrow()) {
      throw new Violation(
          "an operator has no more jobs than its limit: " + operator + " has " + live);
    }
  }

  /** All of a run that has ended, or is held. */
  void end(RunState end, Set<String> leaks) {
    end.steps().values().forEach(this::check);
    if (!end.outcome().isOpen()) {
      for (SimulatedPlatform platform : platforms) {
        if (platform.keepsSomething() && !leaks.contains(platform.name())) {
          throw new Violation(
              "what is kept for a run ends with it: "
                  + platform.name()
                  + " has a cluster of the run, which is "
                  + RunLoop.title(end.outcome()));
        }
      }
    }
  }

  private void check(StepState step) {
    if (step.phase() == Phase.SUCCEEDED) {
      isDone(step);
    } else {
      isNotDone(step.step());
    }
    hasReason(step);
    keepsBudgets(step);
    isOver(step);
  }

  private void isDone(StepState step) {
    URI launch = step.launch().orElseThrow();
    URI before = committed.putIfAbsent(step.step(), launch);
    if (before != null) {
      if (!before.equals(launch)) {
        throw new Violation(
            "no committed output changes: that of " + step.step() + " was " + before);
      }
      return;
    }
    store.freeze(launch);
    Optional<Long> value = value(step);
    if (!value.equals(Optional.of(expected.get(step.step())))) {
      throw new Violation(
          "outputs are those of a run without faults: step "
              + step.step()
              + " gives "
              + value
              + ", not "
              + expected.get(step.step()));
    }
  }

  private void isNotDone(String step) {
    if (committed.containsKey(step)) {
      throw new Violation("no committed output changes: " + step + " is not done any more");
    }
  }

  private static void hasReason(StepState step) {
    boolean needed =
        switch (step.phase()) {
          case BACKING_OFF, HELD, FAILED, CANCELLED, LEAKED, SKIPPED -> true;
          default -> false;
        };
    if (needed && step.reason().isBlank()) {
      throw new Violation(
          "what does not succeed has a reason: step "
              + step.step()
              + " is "
              + step.phase().title()
              + " without one");
    }
  }

  private void keepsBudgets(StepState step) {
    Map<FailureKind, Integer> budgets = plan.get(step.step()).retry().budgets();
    int used = step.abandoned().orElse(0);
    for (Map.Entry<FailureKind, Integer> each : step.failures().entrySet()) {
      int budget = budgets.getOrDefault(each.getKey(), 0);
      // the failure that is one too many ends the step
      int most = step.phase().isFinal() ? budget + 1 : budget;
      if (each.getValue() > most) {
        throw new Violation(
            "budgets are kept: step "
                + step.step()
                + " is "
                + step.phase().title()
                + " and has failed "
                + each.getValue()
                + " times of "
                + each.getKey()
                + ", with a budget of "
                + budget);
      }
      used += Math.min(each.getValue(), budget);
    }
    if (step.attempt() > 1 + used) {
      throw new Violation(
          "budgets are kept: step "
              + step.step()
              + " has "
              + step.attempt()
              + " attempts, and failures for "
              + used
              + " more than one");
    }
  }

  /** Nothing of an attempt runs any more once it is called over. */
  private void isOver(StepState step) {
    for (SimulatedPlatform platform : platforms) {
      platform.liveJobs(step.step()).forEach(job -> mayBeLive(job, step.phase()));
    }
  }

  private static void mayBeLive(String job, Phase phase) {
    boolean over =
        switch (phase) {
          case BACKING_OFF, SUCCEEDED, FAILED, CANCELLED, SKIPPED -> true;
          default -> false;
        };
    if (over) {
      throw new Violation(
          "no job outlives "
              + (phase == Phase.CANCELLED ? "its cancelled run" : "its attempt")
              + " unconfirmed: "
              + job
              + " is live, and the step is "
              + phase.title());
    }
  }

  /** A platform has a new job of a step, which may be over long before that job is. */
  void accepted(String step, String job) {
    mayBeLive(job, phases.getOrDefault(step, Phase.WAITING));
  }

  /** A platform gives back what it keeps for the run, and its jobs end with it. */
  void released(SimulatedPlatform platform) {
    for (String step : plan.keySet()) {
      List<String> live = platform.liveJobs(step);
      if (!live.isEmpty() && !phases.get(step).isFinal()) {
        throw new Violation(
            "what a step needs is not given back: "
                + live
                + " ends, and the step is "
                + phases.get(step).title());
      }
    }
  }

  private Optional<Long> value(StepState step) {
    Optional<JsonText> kept = step.result().map(result -> result.values().get("output"));
    if (kept.isPresent()) {
      return Optional.of(Long.parseLong(kept.get().text()));
    }
    URI launch = step.launch().orElseThrow();
    URI object = launch.resolve(AttemptLayout.OUTPUTS + "output/" + AttemptLayout.VALUE);
    try {
      return store.head(object).isEmpty()
          ? Optional.empty()
          : Optional.of(
              Long.parseLong(
                  new String(store.get(object, 0).readAllBytes(), StandardCharsets.UTF_8)));
    } catch (IOException | NumberFormatException e) {
      return Optional.empty();
    }
  }
}
