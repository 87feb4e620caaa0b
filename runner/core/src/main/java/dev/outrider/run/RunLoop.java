// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import dev.outrider.ledger.AttemptRecord;
import dev.outrider.ledger.Ledger;
import dev.outrider.ledger.LostOwnershipException;
import dev.outrider.ledger.RunStoreException;
import dev.outrider.ledger.StepRow;
import dev.outrider.step.value.JsonText;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.stream.Stream;

/**
 * Takes the events of a run, lets the core decide, writes the decision down, and only then begins
 * its effects. All events that have come by then are decided and written down at once. Never waits:
 * {@link #turn} is called again when there is an event, or when it says. One thread calls {@link
 * #turn}; events come from any.
 */
final class RunLoop {
  private static final Duration RENEWAL = Duration.ofSeconds(5);
  private static final Duration LOOK_FOR_WISHES = Duration.ofSeconds(1);
  private static final Duration SAVE_AGAIN = Duration.ofSeconds(1);
  private static final Duration LOOK_FOR_PLACES = Duration.ofSeconds(1);

  private final RunCore core;
  private final Ledger ledger;
  private final long epoch;
  private final EffectRunner effects;
  private final InstantSource clock;
  private final RunListener listener;
  private final Queue<RunEvent> events;
  private final Places places;
  private final List<RunEvent> undecided = new ArrayList<>();
  private RunState state;
  private RunState told;
  private List<Effect> decided;
  private final Map<String, Instant> wakes = new HashMap<>();
  private Instant renewed;
  private Instant looked;
  private Optional<Instant> lookForPlaces;
  private Optional<Instant> troubledSince = Optional.empty();

  /**
   * @param events has, or gets, what happens
   * @param state the run as it is written down
   * @param decided what is to be done for that state, of a new run; empty where the run is taken
   *     over, and is yet to be looked through
   */
  RunLoop(
      RunCore core,
      Ledger ledger,
      long epoch,
      EffectRunner effects,
      InstantSource clock,
      RunListener listener,
      Queue<RunEvent> events,
      RunState state,
      Optional<List<Effect>> decided) {
    this.core = core;
    this.ledger = ledger;
    this.epoch = epoch;
    this.effects = effects;
    this.clock = clock;
    this.listener = listener;
    this.events = events;
    this.state = decided.isPresent() ? state : core.kept(state);
    this.told = this.state;
    this.places = new Places(ledger, epoch, core.operators(), step -> attempt(step, true));
    state.steps().values().forEach(this::noteWake);
    this.renewed = clock.instant();
    this.looked = renewed;
    this.lookForPlaces = isAwaitingPlace() ? Optional.of(renewed) : Optional.empty();
    this.decided = decided.orElse(List.of());
    if (decided.isEmpty()) {
      events.add(new RunEvent.Begun());
    }
  }

  /** The run as it is written down. */
  RunState state() {
    return state;
  }

  /** Whether the run is cancelled, and a job of it has yet to be asked to stop. */
  boolean isAsking() {
    return effects.isCancelling()
        || state.cancelling()
            && state.steps().values().stream()
                .anyMatch(
                    step ->
                        step.phase() == Phase.CANCELLING
                            && step.job().isEmpty()
                            && !effects.operatorName(step.step()).equals(PlainSteps.OPERATOR));
  }

  /** Takes an event that was taken out of the queue; called by the thread that calls turn. */
  void offer(RunEvent event) {
    undecided.add(event);
  }

  /**
   * Decides all that has come.
   *
   * @return when to call again, at the latest
   * @throws LostOwnershipException when the run has another owner by now: nothing may be done any
   *     more
   * @throws RunStoreException when the ledger could not be written for long: the run waits for its
   *     next owner
   */
  Instant turn() {
    Instant now = clock.instant();
    begin(decided);
    decided = List.of();
    try {
      keepOwnership(now);
      for (RunEvent event = events.poll(); event != null; event = events.poll()) {
        undecided.add(event);
      }
      if (wake().filter(time -> !time.isAfter(now)).isPresent()) {
        undecided.add(new RunEvent.TimeCame());
      }
      if (!undecided.isEmpty()) {
        decide(now);
      }
      if (lookForPlaces.filter(time -> !time.isAfter(now)).isPresent()) {
        takePlaces(now);
      }
      tell();
    } catch (LostOwnershipException e) {
      throw e;
    } catch (RunStoreException e) {
      Instant end = troubledSince.orElse(now).plus(ledger.patience());
      if (!now.isBefore(end)) {
        throw e;
      }
      troubledSince = troubledSince.or(() -> Optional.of(now));
      return Stream.of(now.plus(SAVE_AGAIN), end).min(Instant::compareTo).get();
    }
    troubledSince = Optional.empty();
    return Stream.of(Optional.of(looked.plus(LOOK_FOR_WISHES)), wake(), lookForPlaces)
        .flatMap(Optional::stream)
        .min(Instant::compareTo)
        .orElseThrow();
  }

  /** A step that has its place at once is not told as one that waits for it. */
  private void tell() {
    if (state != told) {
      told = state;
      listener.changed(state);
    }
  }

  /** What this run has ended makes room at once; what others have is seen a little later. */
  private void takePlaces(Instant now) {
    List<RunEvent> taken = places.take(state);
    if (!taken.isEmpty()) {
      undecided.addAll(taken);
      decide(now);
    }
    lookForPlaces = isAwaitingPlace() ? Optional.of(now.plus(LOOK_FOR_PLACES)) : Optional.empty();
  }

  private boolean isAwaitingPlace() {
    return state.any(phase -> phase == Phase.AWAITING_PLACE);
  }

  private void noteWake(StepState step) {
    core.wake(step)
        .ifPresentOrElse(time -> wakes.put(step.step(), time), () -> wakes.remove(step.step()));
  }

  /** When time alone changes something next. */
  private Optional<Instant> wake() {
    return Stream.concat(wakes.values().stream(), core.wake(state).stream())
        .min(Instant::compareTo);
  }

  private void keepOwnership(Instant now) {
    if (!renewed.plus(RENEWAL).isAfter(now)) {
      ledger.renew(state.run(), epoch, now, effects.looks());
      renewed = now;
    }
    if (!looked.plus(LOOK_FOR_WISHES).isAfter(now)) {
      if (!state.cancelling() && ledger.isWanted(state.run(), "cancel")) {
        events.add(new RunEvent.CancelWanted());
      }
      looked = now;
    }
  }

  private void decide(Instant now) {
    RunCore.Decision decision = core.apply(state, undecided, now);
    if (decision.state() != state) {
      save(decision, now);
      state = decision.state();
      decision.changed().forEach(this::noteWake);
      lookForPlaces = isAwaitingPlace() ? Optional.of(now) : Optional.empty();
    }
    undecided.clear();
    begin(decision.effects());
  }

  private void begin(List<Effect> next) {
    for (Effect effect : next) {
      effects.begin(effect, state);
    }
  }

  private void save(RunCore.Decision decision, Instant now) {
    RunState after = decision.state();
    List<AttemptRecord> attempts = new ArrayList<>();
    for (StepState step : decision.changed()) {
      // a plain step has no job that outlives this process, unless it is leaked
      boolean mayHaveJob = step.request().isPresent() && step.phase() != Phase.AWAITING_PLACE;
      if (mayHaveJob || step.phase() == Phase.LEAKED) {
        attempts.add(attempt(step, step.phase().hasPlace()));
      }
    }
    List<String> leaked = leaked(after);
    leaked.forEach(operator -> attempts.add(kept(operator)));
    ledger.save(
        after.run(),
        epoch,
        title(after.outcome()),
        after.cancelling(),
        after.outcome().isOpen() ? Optional.empty() : Optional.of(now),
        rows(decision.changed()),
        attempts);
    leaked.forEach(
        operator ->
            listener.warned(
                "What step operator '"
                    + operator
                    + "' keeps for run "
                    + after.run()
                    + " may still be there: 'outrider runs leaked --cancel' asks it again."));
  }

  /** The operators that are not asked any more to give back what they keep. */
  private List<String> leaked(RunState after) {
    return after.releases().keySet().stream()
        .filter(name -> after.releases().get(name).leaked())
        .filter(name -> !state.releases().get(name).leaked())
        .sorted()
        .toList();
  }

  /** What an operator keeps for the run, in the ledger of attempts: its number is no attempt's. */
  private AttemptRecord kept(String operator) {
    return new AttemptRecord(
        effects.key(operator, AttemptRecord.KEPT).value(),
        state.run(),
        operator,
        AttemptRecord.KEPT,
        operator,
        "",
        Optional.empty(),
        Optional.empty(),
        false,
        Optional.of("it has not given back what it keeps for the run"));
  }

  private AttemptRecord attempt(StepState step, boolean live) {
    return new AttemptRecord(
        effects.key(step.step(), step.attempt()).value(),
        state.run(),
        step.step(),
        step.attempt(),
        effects.operatorName(step.step()),
        step.request().orElse(""),
        step.job(),
        step.phase() == Phase.SUCCEEDED ? step.launch() : Optional.empty(),
        live,
        step.phase() == Phase.LEAKED ? Optional.of(step.reason()) : Optional.empty());
  }

  /** Steps as they are written down. */
  static List<StepRow> rows(Iterable<StepState> steps) {
    List<StepRow> rows = new ArrayList<>();
    for (StepState step : steps) {
      rows.add(new StepRow(step.step(), JsonText.of(step, StepState.class, step.step())));
    }
    return rows;
  }

  /** The name of an outcome in the store and on the screen. */
  static String title(RunState.Outcome outcome) {
    return outcome.name().toLowerCase(Locale.ROOT);
  }
}
