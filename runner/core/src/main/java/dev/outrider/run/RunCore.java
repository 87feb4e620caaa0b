// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import dev.outrider.flavor.JobStatus;
import dev.outrider.flavor.Order;
import dev.outrider.pipeline.Retry;
import dev.outrider.plan.Plan;
import dev.outrider.plan.PlannedStep;
import dev.outrider.step.FailureKind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Decides what a run does next. Pure: no clock, no file, no thread; the same state and events give
 * the same answer. The new state is to be written down before the effects are done, so that a step
 * is known as SUBMITTING before it is submitted.
 */
final class RunCore {
  private static final String NOT_STARTED = "not started: the run was cancelled";

  private final RunPolicy policy;
  private final Map<String, PlannedStep> plan = new LinkedHashMap<>();
  private final Map<String, List<PlannedStep>> successors = new LinkedHashMap<>();

  /**
   * @param plan what is run
   * @param policy what is gone by where a step says nothing
   */
  RunCore(Plan plan, RunPolicy policy) {
    this.policy = policy;
    for (PlannedStep step : plan.steps()) {
      this.plan.put(step.name(), step);
      for (String before : step.predecessors()) {
        successors.computeIfAbsent(before, name -> new ArrayList<>()).add(step);
      }
    }
  }

  /**
   * A decision.
   *
   * @param state the new state
   * @param changed the steps that are not as before
   * @param effects what to do, once the state is written down
   */
  record Decision(RunState state, List<StepState> changed, List<Effect> effects) {
    Decision {
      changed = List.copyOf(changed);
      effects = List.copyOf(effects);
    }
  }

  /** What it goes by for each operator, by name. */
  Map<String, OperatorPolicy> operators() {
    return policy.operators();
  }

  /**
   * The state of a run that has not begun.
   *
   * @param taken the steps of an earlier run whose outputs are taken
   */
  RunState initial(String run, Instant now, Optional<TakenOutputs> taken) {
    Map<String, StepState> steps = new LinkedHashMap<>();
    for (PlannedStep planned : plan.values()) {
      String step = planned.name();
      StepPlace place = StepPlace.of(planned);
      steps.put(
          step,
          taken
              .filter(from -> from.steps().containsKey(step))
              .map(from -> StepState.taken(from.steps().get(step), place, from.run(), now))
              .orElseGet(() -> StepState.waiting(step, Optional.of(place), now)));
    }
    return kept(new RunState(run, false, steps));
  }

  /** A run that is gone on with, with all that may be kept for it. */
  RunState kept(RunState state) {
    Map<String, Release> releases = new TreeMap<>();
    plan.values().stream()
        .flatMap(step -> step.operator().stream())
        .filter(name -> policy.operators().get(name).keeps())
        .forEach(name -> releases.put(name, Release.NOT_ASKED));
    return state.with(releases);
  }

  /** A run that has stopped, as it goes on: what has not succeeded is to be tried anew. */
  RunState again(RunState stopped, Instant now) {
    Map<String, StepState> steps = new LinkedHashMap<>();
    for (StepState step : stopped.steps().values()) {
      StepPlace place = StepPlace.of(plan.get(step.step()));
      steps.put(step.step(), step.phase() == Phase.SUCCEEDED ? step : step.again(place, now));
    }
    return kept(new RunState(stopped.run(), false, steps));
  }

  /** What events make of a state, one after the other. */
  Decision apply(RunState state, List<RunEvent> events, Instant now) {
    Turn turn = new Turn(state, now);
    for (RunEvent event : events) {
      turn.take(event);
    }
    return turn.decision();
  }

  /** When time alone changes something next of a step. */
  Optional<Instant> wake(StepState step) {
    return earlier(step.due(), deadline(step).map(JobDeadline::at));
  }

  /** When an operator is asked again to give back what it keeps. */
  Optional<Instant> wake(RunState state) {
    return state.releases().values().stream()
        .flatMap(each -> each.due().stream())
        .min(Instant::compareTo);
  }

  private boolean isPlain(String step) {
    return plan.get(step).operator().isEmpty();
  }

  private OperatorPolicy operator(String step) {
    return policy.operators().get(operatorName(step));
  }

  private String operatorName(String step) {
    return plan.get(step).operator().orElseThrow();
  }

  private static Optional<Instant> earlier(Optional<Instant> one, Optional<Instant> other) {
    if (one.isEmpty() || other.isEmpty()) {
      return one.or(() -> other);
    }
    return other.get().isBefore(one.get()) ? other : one;
  }

  private Optional<JobDeadline> deadline(StepState step) {
    PlannedStep planned = plan.get(step.step());
    return JobDeadline.of(step, planned.deadlines(), isPlain(step.step()), policy);
  }

  private final class Turn {
    private final RunState before;
    private final Instant now;
    private final Map<String, StepState> changed = new LinkedHashMap<>();
    private final List<Effect> effects = new ArrayList<>();
    private final Deque<String> ended = new ArrayDeque<>();
    private final Map<String, Release> releases;
    private final Set<String> unready = new TreeSet<>();
    private boolean cancelling;

    Turn(RunState before, Instant now) {
      this.before = before;
      this.now = now;
      this.cancelling = before.cancelling();
      this.releases = new TreeMap<>(before.releases());
    }

    Decision decision() {
      changed.values().removeIf(step -> step.equals(before.steps().get(step.step())));
      boolean same = changed.isEmpty() && cancelling == before.cancelling();
      RunState after = same ? before : before.with(cancelling, changed.values());
      if (!releases.isEmpty() && after.stepsAreOver()) {
        release(after);
      } else {
        for (String operator : unready) {
          if (releases.containsKey(operator) && !isNeeded(operator, after)) {
            effects.add(new Effect.Release(operator, false));
          }
        }
      }
      if (!releases.equals(before.releases())) {
        after = after.with(releases);
      }
      return new Decision(after, List.copyOf(changed.values()), effects);
    }

    /** All steps are over: nobody needs any more what an operator keeps for the run. */
    private void release(RunState over) {
      for (Map.Entry<String, Release> each : List.copyOf(releases.entrySet())) {
        Release release = each.getValue();
        if (release.since().isEmpty() && !isUsed(each.getKey(), over)) {
          releases.remove(each.getKey());
        } else if (release.since().isEmpty()
            || release.due().filter(time -> !time.isAfter(now)).isPresent()) {
          askToRelease(each.getKey(), release);
        }
      }
    }

    private void askToRelease(String operator, Release release) {
      Instant first = release.since().orElse(now);
      if (!first.plus(policy.confirmLimit()).isAfter(now)) {
        releases.put(operator, release.givenUp());
        return;
      }
      releases.put(operator, release.asked(now, now.plus(policy.askAgain())));
      effects.add(new Effect.Release(operator, true));
    }

    /** Whether an attempt of this run was ever given to an operator. */
    private boolean isUsed(String operator, RunState over) {
      return of(operator, over).anyMatch(step -> step.attempt() > 0);
    }

    /** Whether a step may have a job on what an operator keeps, or waits for it. */
    private boolean isNeeded(String operator, RunState state) {
      return of(operator, state)
          .map(StepState::phase)
          .anyMatch(phase -> phase.mayHaveJob() || phase == Phase.AWAITING_PLATFORM);
    }

    private Stream<StepState> of(String operator, RunState state) {
      return plan.values().stream()
          .filter(step -> step.operator().equals(Optional.of(operator)))
          .map(step -> state.step(step.name()));
    }

    private StepState step(String name) {
      StepState step = changed.get(name);
      return step == null ? Objects.requireNonNull(before.steps().get(name), name) : step;
    }

    private List<StepState> steps() {
      return before.steps().keySet().stream().map(this::step).toList();
    }

    private void put(StepState step) {
      StepState was = step(step.step());
      changed.put(step.step(), step);
      if (step.phase().isFinal() && !was.phase().isFinal()) {
        ended.add(step.step());
      }
    }

    void take(RunEvent event) {
      decide(event);
      while (!ended.isEmpty()) {
        successors.getOrDefault(ended.remove(), List.of()).forEach(this::startIfReady);
      }
    }

    private void decide(RunEvent event) {
      if (event instanceof RunEvent.Begun) {
        steps().forEach(this::resume);
        plan.values().forEach(this::startIfReady);
      } else if (event instanceof RunEvent.CancelWanted) {
        cancel();
      } else if (event instanceof RunEvent.Released released) {
        releases.remove(released.operator());
      } else if (event instanceof RunEvent.TimeCame) {
        for (StepState step : steps()) {
          if (wake(step).filter(time -> !time.isAfter(now)).isPresent()) {
            timeCame(step);
          }
        }
      } else if (event instanceof RunEvent.OfAttempt of) {
        StepState step = step(of.step());
        if (step.attempt() == of.attempt() && !step.phase().isFinal()) {
          attempt(step, of);
        }
      }
    }

    /** After a restart every step goes on from where it was written down. */
    private void resume(StepState step) {
      if (isPlain(step.step()) && step.phase().mayHaveJob() && !step.phase().isFinal()) {
        abandoned(step);
        return;
      }
      switch (step.phase()) {
        case PREPARING -> prepare(step);
        case SUBMITTING, LOOKING_UP -> lookUp(step.in(Phase.LOOKING_UP, now));
        case HELD -> {
          if (step.job().isPresent()) {
            follow(step.in(Phase.FOLLOWING, now, ""));
          } else {
            lookUp(step.in(Phase.LOOKING_UP, now).with(c -> c.unknown = Optional.empty()));
          }
        }
        // what nobody looked at was not silent
        case FOLLOWING, JUDGING ->
            follow(
                step.in(Phase.FOLLOWING, now)
                    .with(c -> c.beat = c.beat.map(beat -> new Heartbeat(beat.mark(), now))));
        case CANCELLING -> {
          Stop stop = step.stop().orElseThrow();
          stop(step, stop.kind(), stop.reason());
        }
        // what was made for it in vain may not have been given back before the restart
        case BACKING_OFF ->
            step.unready().ifPresent(wait -> unready.add(operatorName(step.step())));
        default -> {}
      }
    }

    private void cancel() {
      if (cancelling) {
        return;
      }
      cancelling = true;
      for (StepState step : steps()) {
        switch (step.phase()) {
          case WAITING, PREPARING, AWAITING_PLACE, AWAITING_PLATFORM, BACKING_OFF ->
              put(step.in(Phase.CANCELLED, now, NOT_STARTED));
          case SUBMITTING, LOOKING_UP, HELD, FOLLOWING, JUDGING, CANCELLING ->
              stop(step, Optional.empty(), "the run is cancelled");
          default -> {}
        }
      }
    }

    /** Asks for a job to be stopped; first for the job, where it is not known. */
    private void stop(StepState step, Optional<FailureKind> kind, String reason) {
      StepState stopping =
          step.in(Phase.CANCELLING, now, reason)
              .with(c -> c.stop = Optional.of(new Stop(kind, reason, now, Optional.empty())));
      put(stopping);
      if (stopping.job().isPresent()) {
        effects.add(new Effect.Follow(step.step(), step.attempt(), step.job().get()));
      }
      if (step.phase() == Phase.SUBMITTING) {
        // what is being submitted at this moment has an answer yet to come
        effects.add(new Effect.Withdraw(step.step(), step.attempt()));
      } else {
        askToStop(stopping);
      }
    }

    private void askToStop(StepState step) {
      if (isPlain(step.step())) {
        put(step.dueAt(now.plus(policy.askAgain())));
        effects.add(new Effect.Interrupt(step.step(), step.attempt()));
      } else if (step.job().isPresent()) {
        put(step.dueAt(now.plus(policy.askAgain())));
        effects.add(new Effect.Cancel(step.step(), step.attempt(), step.job().get()));
      } else {
        put(step.dueAt(now.plus(policy.firstLook())));
        effects.add(new Effect.Find(step.step(), step.attempt()));
      }
    }

    private void lookUp(StepState step) {
      put(step.with(c -> c.due = Optional.empty()));
      effects.add(new Effect.Find(step.step(), step.attempt()));
    }

    private void follow(StepState step) {
      put(step);
      effects.add(new Effect.Follow(step.step(), step.attempt(), step.job().orElseThrow()));
    }

    private void attempt(StepState step, RunEvent.OfAttempt event) {
      if (isPlain(step.step())) {
        work(step, event);
      } else if (event instanceof RunEvent.Prepared prepared) {
        if (step.phase() == Phase.PREPARING) {
          StepState ready = step.with(c -> c.request = Optional.of(prepared.request()));
          if (operator(step.step()).limit().isPresent()) {
            put(ready.in(Phase.AWAITING_PLACE, now));
          } else {
            submit(ready);
          }
        }
      } else if (event instanceof RunEvent.PlaceTaken) {
        if (step.phase() == Phase.AWAITING_PLACE) {
          submit(step);
        }
      } else if (event instanceof RunEvent.NotAccepted refused) {
        if (step.phase() == Phase.PREPARING || step.phase() == Phase.SUBMITTING) {
          failed(step, refused.kind(), refused.reason());
        } else if (step.phase() == Phase.CANCELLING && step.job().isEmpty()) {
          hasStopped(step, refused.reason());
        }
      } else if (event instanceof RunEvent.NotYet notYet) {
        if (step.phase() == Phase.SUBMITTING) {
          notYet(step, notYet);
        } else if (step.phase() == Phase.CANCELLING && step.job().isEmpty()) {
          hasStopped(step, "its platform had no job of it and waited for " + notYet.awaited());
        }
      } else if (event instanceof RunEvent.StatusSeen seen && step.job().isPresent()) {
        status(step, seen.status());
      } else if (event instanceof RunEvent.HandleUnreadable unreadable) {
        // what is to be stopped is asked again, and leaked at last
        if (step.phase() == Phase.FOLLOWING) {
          put(step.in(Phase.HELD, now, unreadable.reason()));
        }
      } else if (event instanceof RunEvent.Judged judged && step.job().isPresent()) {
        judged(step, judged.verdict());
      } else if (event instanceof RunEvent.BeatSeen beat && step.job().isPresent()) {
        if (step.beat().filter(last -> last.mark().equals(beat.mark())).isEmpty()) {
          put(
              step.with(
                  c -> {
                    c.beat = Optional.of(new Heartbeat(beat.mark(), now));
                    // whatever the platform says, or does not say, the job has begun
                    c.running = c.running.or(() -> Optional.of(now));
                  }));
        }
      } else if (step.job().isEmpty()) {
        answered(step, event);
      }
    }

    /** What a plain step's work says. */
    private void work(StepState step, RunEvent.OfAttempt event) {
      if (event instanceof RunEvent.Works) {
        if (step.phase().mayHaveJob() && step.running().isEmpty()) {
          put(step.with(c -> c.running = Optional.of(now)));
        }
      } else if (event instanceof RunEvent.StillWorks still) {
        step.stop()
            .ifPresent(
                stop ->
                    put(
                        step.with(
                            c ->
                                c.stop =
                                    Optional.of(
                                        new Stop(
                                            stop.kind(),
                                            stop.reason(),
                                            stop.since(),
                                            Optional.of(still.at()))))));
      } else if (event instanceof RunEvent.WorkEnded ended && step.phase().mayHaveJob()) {
        StepState over = step.phase() == Phase.FOLLOWING ? step.in(Phase.JUDGING, now) : step;
        judged(over.with(c -> c.result = ended.result()), ended.verdict());
      }
    }

    private void submit(StepState step) {
      put(step.in(Phase.SUBMITTING, now).with(c -> c.submitted = Optional.of(now)));
      effects.add(new Effect.Submit(step.step(), step.attempt()));
    }

    /**
     * No attempt and no failure is counted, until the platform has had the time that it may take.
     */
    private void notYet(StepState step, RunEvent.NotYet event) {
      Duration limit = plan.get(step.step()).deadlines().queue().orElse(event.limit());
      Unready wait = new Unready(step.unready().map(Unready::since).orElse(step.since()), limit);
      Instant again = now.plus(event.after());
      StepState waiting =
          step.in(Phase.AWAITING_PLATFORM, now, "waits for " + event.awaited())
              .with(
                  c -> {
                    c.unready = Optional.of(wait);
                    c.unknown = Optional.empty();
                  });
      if (now.isBefore(wait.end())) {
        put(waiting.dueAt(again.isBefore(wait.end()) ? again : wait.end()));
      } else {
        notReady(waiting);
      }
    }

    private void notReady(StepState step) {
      failed(
          step,
          FailureKind.CAPACITY,
          "its platform was not ready within "
              + JobDeadline.text(step.unready().orElseThrow().limit())
              + ": it "
              + step.reason());
      unready.add(operatorName(step.step()));
    }

    /** What a platform says of an attempt whose job is not known yet. */
    private void answered(StepState step, RunEvent.OfAttempt event) {
      if (event instanceof RunEvent.HasJob has) {
        StepState known =
            step.with(
                c -> {
                  c.job = Optional.of(has.found().job());
                  c.unready = Optional.empty();
                });
        Optional<String> other = has.found().request().filter(hash -> isOther(step, hash));
        if (other.isPresent()) {
          ofAnotherRequest(known, other.get());
        } else if (step.phase() == Phase.CANCELLING) {
          Stop stop = step.stop().orElseThrow();
          stop(known, stop.kind(), stop.reason());
        } else {
          follow(known.in(Phase.FOLLOWING, now, ""));
        }
      } else if (event instanceof RunEvent.HasNoJob) {
        // a platform may take a moment to accept what it was asked while nobody heard it
        Duration settling = operator(step.step()).settling();
        if (step.phase() == Phase.CANCELLING) {
          if (!now.isBefore(step.stop().orElseThrow().since().plus(settling))) {
            hasStopped(step, "the platform has no job of it");
          }
        } else if (step.phase() == Phase.LOOKING_UP) {
          Instant settled = step.since().plus(settling);
          if (now.isBefore(settled)) {
            put(step.dueAt(settled));
          } else {
            submit(step);
          }
        }
      } else if (event instanceof RunEvent.OutcomeUnknown unknown) {
        isUnknown(step, unknown.reason());
      }
    }

    /** An attempt that an earlier version has prepared recorded no hash that a job carries. */
    private static boolean isOther(StepState step, String hash) {
      return step.request().filter(Order::isHash).filter(own -> !own.equals(hash)).isPresent();
    }

    /** The job is left alone: it is not known who needs it. */
    private void ofAnotherRequest(StepState step, String request) {
      String why =
          "job "
              + step.job().orElseThrow().job().text()
              + " of the platform has this attempt's key, but carries request "
              + request
              + ", and this attempt's request is "
              + step.request().orElseThrow()
              + "; it is neither followed nor stopped. See 'outrider runs leaked', and make a new"
              + " attempt with 'outrider runs retry "
              + before.run()
              + "'";
      put(step.failed(FailureKind.CONFIGURATION, why).in(Phase.LEAKED, now, why));
    }

    /** Nothing is submitted before it is known: it is asked again, and at last a person is. */
    private void isUnknown(StepState step, String reason) {
      if (step.phase() == Phase.CANCELLING) {
        // nothing is due while a submission has no answer yet: what follows this one has to settle
        Duration settling = operator(step.step()).settling();
        put(step.dueAt(now.plus(step.due().isEmpty() ? settling : policy.firstLook())));
        return;
      }
      StepState looking = step.phase() == Phase.LOOKING_UP ? step : step.in(Phase.LOOKING_UP, now);
      // a submission that ends without an answer again does not start the limit again
      Instant since = step.unknown().orElse(looking.since());
      Duration lasted = Duration.between(since, now);
      Duration limit = plan.get(step.step()).deadlines().queue().orElse(policy.unknownLimit());
      if (lasted.compareTo(limit) >= 0) {
        put(
            looking.in(
                Phase.HELD,
                now,
                "it is not known whether its platform has a job of attempt "
                    + step.attempt()
                    + ": "
                    + reason));
        return;
      }
      Duration wait = max(policy.firstLook(), min(lasted.dividedBy(4), policy.longestLook()));
      put(
          looking
              .dueAt(now.plus(wait))
              .with(
                  c -> {
                    c.unknown = Optional.of(since);
                    c.reason = reason;
                  }));
    }

    private void status(StepState step, JobStatus status) {
      if (status.isFinal() && step.phase() != Phase.JUDGING) {
        if (step.phase() == Phase.FOLLOWING) {
          put(step.in(Phase.JUDGING, now));
        }
        effects.add(new Effect.Judge(step.step(), step.attempt(), status));
      } else if (status instanceof JobStatus.Running running) {
        String word =
            step.phase() == Phase.FOLLOWING ? running.unknown().orElse("") : step.reason();
        if (step.running().isEmpty() || !step.reason().equals(word)) {
          put(
              step.with(
                  c -> {
                    c.running = c.running.or(() -> Optional.of(now));
                    c.reason = word;
                  }));
        }
      }
    }

    private void judged(StepState step, Verdict verdict) {
      if (verdict instanceof Verdict.Success success) {
        // A step that was done before it was asked to stop is done.
        put(
            step.in(Phase.SUCCEEDED, now, "")
                .with(
                    c -> {
                      c.launch = Optional.of(success.launch());
                      c.stop = Optional.empty();
                    }));
      } else if (step.phase() == Phase.CANCELLING) {
        hasStopped(step, isPlain(step.step()) ? "its work is over" : "its platform has confirmed");
      } else if (step.phase() != Phase.JUDGING) {
        return;
      } else if (verdict instanceof Verdict.Failure failure) {
        failed(step.with(c -> c.launch = failure.launch()), failure.kind(), failure.reason());
      } else {
        failed(step, FailureKind.PLATFORM, "the platform has stopped the job, and nobody asked");
      }
    }

    /**
     * With its orchestrator a plain step has died too: it is begun anew, from a budget of its own.
     */
    private void abandoned(StepState step) {
      String reason = "the orchestrator that ran the step is gone";
      if (step.phase() == Phase.CANCELLING) {
        hasStopped(step, reason);
        return;
      }
      int times = step.abandoned().orElse(0) + 1;
      StepState counted = step.with(c -> c.abandoned = Optional.of(times));
      if (times > policy.abandonedBudget()) {
        put(
            counted
                .failed(FailureKind.PLATFORM, reason + ", " + times + " times by now")
                .in(Phase.FAILED, now));
      } else {
        begin(counted.with(c -> c.reason = reason));
      }
    }

    /** Surely nothing of the attempt runs. */
    private void hasStopped(StepState step, String evidence) {
      Stop stop = step.stop().orElseThrow();
      if (stop.kind().isPresent()) {
        failed(step, stop.kind().get(), stop.reason() + "; stopped, as " + evidence);
      } else {
        put(step.in(Phase.CANCELLED, now, "stopped: " + evidence));
      }
    }

    private void timeCame(StepState step) {
      Optional<JobDeadline> passed = deadline(step).filter(each -> !each.at().isAfter(now));
      switch (step.phase()) {
        case BACKING_OFF -> begin(step);
        case LOOKING_UP -> lookUp(step);
        case AWAITING_PLATFORM -> {
          if (now.isBefore(step.unready().orElseThrow().end())) {
            submit(step);
          } else {
            notReady(step);
          }
        }
        case FOLLOWING ->
            passed.ifPresent(each -> stop(step, Optional.of(each.kind()), each.reason()));
        case CANCELLING -> {
          if (passed.isPresent()) {
            leaked(step);
          } else {
            askToStop(step);
          }
        }
        default -> {}
      }
    }

    private void leaked(StepState step) {
      Stop stop = step.stop().orElseThrow();
      String limit = JobDeadline.text(policy.confirmLimit());
      String evidence =
          isPlain(step.step())
              ? "it was interrupted and still works after "
                  + limit
                  + stop.at().map(at -> "; its thread is at\n" + at).orElse("")
              : "its platform has not confirmed within "
                  + limit
                  + ": "
                  + step.job()
                      .map(handle -> "its job " + handle.job().text() + " may still run")
                      .orElse("it may have a job that still runs");
      String why = stop.reason() + "; " + evidence;
      put(stop.kind().map(kind -> step.failed(kind, why)).orElse(step).in(Phase.LEAKED, now, why));
    }

    private void failed(StepState step, FailureKind kind, String reason) {
      StepState failed = step.failed(kind, reason);
      Retry retry = plan.get(step.step()).retry();
      int budget = retry.budgets().getOrDefault(kind, policy.budgets().getOrDefault(kind, 0));
      int used = failed.failures().get(kind);
      if (used > budget || cancelling) {
        put(failed.in(Phase.FAILED, now));
        return;
      }
      put(failed.in(Phase.BACKING_OFF, now).dueAt(now.plus(backoff(step, retry, used))));
    }

    private void begin(StepState step) {
      StepState next = step.nextAttempt(now);
      put(next);
      prepare(next);
    }

    /** A plain step needs nothing beforehand: its work begins at once. */
    private void prepare(StepState step) {
      if (isPlain(step.step())) {
        put(step.in(Phase.FOLLOWING, now).with(c -> c.submitted = Optional.of(now)));
        effects.add(new Effect.Run(step.step(), step.attempt()));
      } else {
        effects.add(new Effect.Prepare(step.step(), step.attempt()));
      }
    }

    /** Begins a step whose predecessors have succeeded; skips one whose never will. */
    private void startIfReady(PlannedStep planned) {
      StepState step = step(planned.name());
      if (step.phase() != Phase.WAITING) {
        return;
      }
      boolean ready = true;
      for (String name : planned.predecessors()) {
        StepState other = step(name);
        if (other.phase() != Phase.SUCCEEDED) {
          if (other.phase().isFinal()) {
            String why = "step '" + name + "' is " + other.phase().title();
            put(step.in(Phase.SKIPPED, now, why));
            return;
          }
          ready = false;
        }
      }
      if (ready) {
        if (cancelling) {
          put(step.in(Phase.CANCELLED, now, NOT_STARTED));
        } else {
          begin(step);
        }
      }
    }

    /** Doubles with each failure; spread by up to a quarter, the same for the same attempt. */
    private Duration backoff(StepState step, Retry retry, int used) {
      Duration first = retry.backoff().orElse(policy.firstBackoff());
      Duration longest = retry.longestBackoff().orElse(policy.longestBackoff());
      Duration wait = min(first.multipliedBy(1L << Math.min(used - 1, 20)), longest);
      int spread = Math.floorMod(Objects.hash(before.run(), step.step(), step.attempt()), 1000);
      return wait.minus(wait.multipliedBy(spread).dividedBy(4000));
    }
  }

  private static Duration min(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  private static Duration max(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }
}
