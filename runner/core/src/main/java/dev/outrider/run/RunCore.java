// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import dev.outrider.flavor.JobStatus;
import dev.outrider.pipeline.Retry;
import dev.outrider.plan.Plan;
import dev.outrider.plan.PlannedStep;
import dev.outrider.step.FailureKind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Decides what a run does next. Pure: no clock, no file, no thread; the same state and event give
 * the same answer. The new state is to be written down before the effects are done, so that a step
 * is known as SUBMITTING before it is submitted.
 */
public final class RunCore {
  /** How often an attempt is repeated where the step does not say: what is not the step's fault. */
  private static final Map<FailureKind, Integer> BUDGETS =
      Map.of(FailureKind.PLATFORM, 2, FailureKind.CAPACITY, 2);

  private static final Duration FIRST_BACKOFF = Duration.ofSeconds(5);
  private static final Duration LONGEST_BACKOFF = Duration.ofMinutes(5);
  private static final Duration ASK_AGAIN = Duration.ofSeconds(5);

  private final Map<String, PlannedStep> plan = new LinkedHashMap<>();

  /**
   * @param plan what is run
   */
  public RunCore(Plan plan) {
    plan.steps().forEach(step -> this.plan.put(step.name(), step));
  }

  /**
   * A decision.
   *
   * @param state the new state
   * @param effects what to do, once the state is written down
   */
  public record Decision(RunState state, List<Effect> effects) {
    public Decision {
      effects = List.copyOf(effects);
    }
  }

  /** The state of a run that has not begun. */
  public RunState initial(String run, Instant now) {
    Map<String, StepState> steps = new LinkedHashMap<>();
    plan.keySet().forEach(step -> steps.put(step, StepState.waiting(step, now)));
    return new RunState(run, false, steps);
  }

  /** What an event makes of a state. */
  public Decision apply(RunState state, RunEvent event, Instant now) {
    Turn turn = new Turn(state, now);
    if (event instanceof RunEvent.Begun) {
      turn.resume();
    } else if (event instanceof RunEvent.CancelWanted) {
      turn.cancel();
    } else if (event instanceof RunEvent.OfAttempt of) {
      StepState step = state.step(of.step());
      if (step.attempt() == of.attempt() && !step.phase().isFinal()) {
        turn.attempt(step, of);
      }
    }
    turn.startWhatIsReady();
    return new Decision(turn.state, turn.effects);
  }

  private final class Turn {
    private final Instant now;
    private final List<Effect> effects = new ArrayList<>();
    private RunState state;

    Turn(RunState state, Instant now) {
      this.state = state;
      this.now = now;
    }

    private void put(StepState step) {
      state = state.with(step);
    }

    /** After a restart every step goes on from where it was written down. */
    private void resume() {
      for (StepState step : state.steps().values()) {
        switch (step.phase()) {
          case PREPARING -> effects.add(new Effect.Prepare(step.step(), step.attempt()));
          case SUBMITTING -> effects.add(new Effect.Find(step.step(), step.attempt()));
          case FOLLOWING, JUDGING -> follow(step.in(Phase.FOLLOWING, now));
          case CANCELLING -> {
            if (step.job().isPresent()) {
              askToStop(step);
            } else {
              effects.add(new Effect.Find(step.step(), step.attempt()));
            }
          }
          default -> {}
        }
      }
    }

    private void cancel() {
      state = state.cancelled();
      for (StepState step : state.steps().values()) {
        switch (step.phase()) {
          case WAITING, PREPARING, BACKING_OFF ->
              put(step.in(Phase.CANCELLED, now).withReason("not started: the run was cancelled"));
          // a job that is being submitted is stopped once its handle is known
          case SUBMITTING -> put(step.in(Phase.CANCELLING, now));
          case FOLLOWING, JUDGING -> askToStop(step.in(Phase.CANCELLING, now));
          default -> {}
        }
      }
    }

    private void askToStop(StepState step) {
      put(step);
      effects.add(new Effect.Cancel(step.step(), step.attempt(), step.job().orElseThrow()));
      effects.add(new Effect.Follow(step.step(), step.attempt(), step.job().orElseThrow()));
    }

    private void follow(StepState step) {
      put(step);
      effects.add(new Effect.Follow(step.step(), step.attempt(), step.job().orElseThrow()));
    }

    private void attempt(StepState step, RunEvent.OfAttempt event) {
      boolean cancelling = step.phase() == Phase.CANCELLING;
      if (event instanceof RunEvent.Prepared prepared && step.phase() == Phase.PREPARING) {
        put(step.in(Phase.SUBMITTING, now).withRequest(prepared.request()));
        effects.add(new Effect.Submit(step.step(), step.attempt()));
      } else if (event instanceof RunEvent.HasJob found && step.job().isEmpty()) {
        StepState known = step.withJob(found.job());
        if (cancelling) {
          askToStop(known);
        } else {
          follow(known.in(Phase.FOLLOWING, now));
        }
      } else if (event instanceof RunEvent.NotAccepted refused && step.job().isEmpty()) {
        if (cancelling) {
          put(step.in(Phase.CANCELLED, now).withReason("not started: the run was cancelled"));
        } else {
          failed(step, refused.kind(), refused.reason());
        }
      } else if (event instanceof RunEvent.HasNoJob && step.job().isEmpty()) {
        if (cancelling) {
          put(step.in(Phase.CANCELLED, now).withReason("not started: the run was cancelled"));
        } else {
          effects.add(new Effect.Submit(step.step(), step.attempt()));
        }
      } else if (event instanceof RunEvent.OutcomeUnknown unknown && step.job().isEmpty()) {
        // nothing is submitted before it is known: it is asked again
        Instant due = now.plus(ASK_AGAIN);
        put(step.withReason(unknown.reason()).withDue(due));
      } else if (event instanceof RunEvent.StatusSeen seen && step.job().isPresent()) {
        status(step, seen.status());
      } else if (event instanceof RunEvent.Judged judged && step.job().isPresent()) {
        judged(step, judged.verdict());
      } else if (event instanceof RunEvent.TimeCame) {
        timeCame(step);
      }
    }

    private void status(StepState step, JobStatus status) {
      if (status.isFinal() && step.phase() != Phase.JUDGING) {
        if (step.phase() == Phase.FOLLOWING) {
          put(step.in(Phase.JUDGING, now));
        }
        effects.add(new Effect.Judge(step.step(), step.attempt(), status));
      } else if (status instanceof JobStatus.Running && !step.running()) {
        put(step.withRunning());
      }
    }

    private void judged(StepState step, Verdict verdict) {
      if (verdict instanceof Verdict.Success success) {
        // A step that was done before the cancel reached it is done.
        put(step.in(Phase.SUCCEEDED, now).withLaunch(java.util.Optional.of(success.launch())));
      } else if (step.phase() == Phase.CANCELLING) {
        put(step.in(Phase.CANCELLED, now).withReason("stopped: its platform has confirmed"));
      } else if (verdict instanceof Verdict.Failure failure) {
        failed(step.withLaunch(failure.launch()), failure.kind(), failure.reason());
      } else {
        put(
            step.failed(FailureKind.PLATFORM, "the platform has stopped the job, and nobody asked")
                .in(Phase.FAILED, now));
      }
    }

    private void timeCame(StepState step) {
      boolean due = step.due().filter(time -> !time.isAfter(now)).isPresent();
      if (due && step.phase() == Phase.BACKING_OFF) {
        begin(step);
      } else if (due && step.job().isEmpty()) {
        effects.add(new Effect.Find(step.step(), step.attempt()));
      }
    }

    private void failed(StepState step, FailureKind kind, String reason) {
      StepState failed = step.failed(kind, reason);
      Retry retry = plan.get(step.step()).retry();
      int budget = retry.budgets().getOrDefault(kind, BUDGETS.getOrDefault(kind, 0));
      int used = failed.failures().get(kind);
      if (used > budget || state.cancelling()) {
        put(failed.in(Phase.FAILED, now));
        return;
      }
      Instant due = now.plus(backoff(retry, used));
      put(failed.in(Phase.BACKING_OFF, now).withDue(due));
    }

    private void begin(StepState step) {
      StepState next = step.nextAttempt(now);
      put(next);
      effects.add(new Effect.Prepare(next.step(), next.attempt()));
    }

    /** Begins every step whose predecessors have succeeded; skips those whose never will. */
    private void startWhatIsReady() {
      for (PlannedStep planned : plan.values()) {
        StepState step = state.step(planned.name());
        if (step.phase() != Phase.WAITING) {
          continue;
        }
        List<StepState> before = planned.predecessors().stream().map(state::step).toList();
        if (before.stream().allMatch(each -> each.phase() == Phase.SUCCEEDED)) {
          begin(step);
        } else {
          before.stream()
              .filter(each -> each.phase().isFinal() && each.phase() != Phase.SUCCEEDED)
              .findFirst()
              .ifPresent(
                  each ->
                      put(
                          step.in(Phase.SKIPPED, now)
                              .withReason(
                                  "step '" + each.step() + "' is " + each.phase().title())));
        }
      }
    }
  }

  private static Duration backoff(Retry retry, int used) {
    Duration first = retry.backoff().orElse(FIRST_BACKOFF);
    Duration longest = retry.longestBackoff().orElse(LONGEST_BACKOFF);
    Duration wait = first.multipliedBy(1L << Math.min(used - 1, 20));
    return wait.compareTo(longest) > 0 ? longest : wait;
  }
}
