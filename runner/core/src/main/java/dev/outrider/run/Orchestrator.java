// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import dev.outrider.flavor.AttemptKey;
import dev.outrider.flavor.RunId;
import dev.outrider.ledger.AttemptRecord;
import dev.outrider.ledger.Ledger;
import dev.outrider.ledger.LostOwnershipException;
import dev.outrider.ledger.Owner;
import dev.outrider.ledger.OwnerLock;
import dev.outrider.ledger.RunOwners;
import dev.outrider.ledger.RunRecord;
import dev.outrider.ledger.RunStoreException;
import dev.outrider.ledger.StepRow;
import dev.outrider.plan.PlannedStep;
import dev.outrider.step.attempt.DraftFolder;
import dev.outrider.step.value.JsonForm;
import dev.outrider.step.value.JsonText;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * Runs one run, as its owner. Events are decided one after the other by {@link RunCore}; what is
 * decided is written to the run store before anything is done about it.
 */
public final class Orchestrator {
  /** More than submit at once: {@link EffectRunner}. */
  private static final int WORKERS = 6;

  private static final long FIRST_EPOCH = 1;
  private static final Duration CANCELS = Duration.ofSeconds(30);
  private static final Duration MARKS_NEAR = Duration.ofSeconds(2);
  private static final Duration MARKS_FAR = Duration.ofSeconds(15);

  private final ConfiguredPlan plan;
  private final Ledger ledger;
  private final Surroundings surroundings;
  private final RunListener listener;
  private final OwnerLock lock;
  private final long epoch;
  private final RunState begun;
  private final Optional<List<Effect>> decided;
  private volatile Optional<Instant> detached = Optional.empty();
  private final UnaryOperator<Workers> hands;
  private final LinkedBlockingQueue<RunEvent> events = new LinkedBlockingQueue<>();

  private Orchestrator(
      ConfiguredPlan plan,
      Ledger ledger,
      Surroundings surroundings,
      RunListener listener,
      RunState state,
      Optional<List<Effect>> decided,
      OwnerLock lock,
      long epoch,
      UnaryOperator<Workers> hands) {
    this.plan = plan;
    this.ledger = ledger;
    this.surroundings = surroundings;
    this.listener = new BoundedWarnings(listener);
    this.begun = state;
    this.decided = decided;
    this.lock = lock;
    this.epoch = epoch;
    this.hands = hands;
  }

  private static RunCore core(ConfiguredPlan plan) {
    return new RunCore(plan.plan(), RunPolicy.standard(plan.operatorPolicies()));
  }

  /**
   * Makes a new run, written down but not begun.
   *
   * @param taken outputs that it begins with
   */
  public static Orchestrator begin(
      ConfiguredPlan plan,
      Ledger ledger,
      Surroundings surroundings,
      RunListener listener,
      Optional<TakenOutputs> taken) {
    Instant now = surroundings.clock().instant();
    String id = RunId.draw(now, surroundings.random());
    RunCore core = core(plan);
    RunState initial = core.initial(id, now, taken);
    RunCore.Decision first = core.apply(initial, List.of(new RunEvent.Begun()), now);
    RunState state = first.state();
    RunOwners owners = surroundings.owners(ledger);
    OwnerLock lock = owners.lock(id, FIRST_EPOCH).orElseThrow();
    try {
      ledger.create(
          new RunRecord(
              id,
              plan.plan().pipeline(),
              json(plan.project()),
              plan.hash(),
              now,
              Optional.empty(),
              title(state.outcome()),
              false,
              Optional.of(owners.owner(lock)),
              FIRST_EPOCH,
              Optional.of(now),
              List.of()),
          RunLoop.rows(state.steps().values()));
    } catch (RuntimeException | Error e) {
      lock.close();
      throw e;
    }
    listener.changed(initial);
    return new Orchestrator(
        plan,
        ledger,
        surroundings,
        listener,
        state,
        Optional.of(first.effects()),
        lock,
        FIRST_EPOCH,
        UnaryOperator.identity());
  }

  /** A project as it is written down. */
  static JsonText json(Project project) {
    return new JsonText(JsonForm.write(project, Project.class, "project"));
  }

  /** How a run that is written down is planned again. */
  public static Project project(RunRecord record) {
    return (Project) JsonForm.readTolerantly(record.project().text(), Project.class, "project");
  }

  /** The state of a run as it is written down. */
  public static RunState state(RunRecord record, Ledger ledger) {
    Map<String, StepState> steps = new LinkedHashMap<>();
    for (StepRow row : ledger.steps(record.id())) {
      steps.put(
          row.step(),
          (StepState) JsonForm.readTolerantly(row.state().text(), StepState.class, row.step()));
    }
    return new RunState(record.id(), record.cancelling(), steps);
  }

  /** Whether a run can be resumed: it has not ended. */
  public static boolean isOpen(RunRecord record) {
    return RunState.Outcome.valueOf(record.outcome().toUpperCase(Locale.ROOT)).isOpen();
  }

  /**
   * Takes over a run without an owner, to resume it.
   *
   * @return empty when another process was faster
   * @throws IllegalStateException when the project is not the one that the run was begun with
   */
  public static Optional<Orchestrator> adopt(
      RunRecord record,
      ConfiguredPlan plan,
      Ledger ledger,
      Surroundings surroundings,
      RunListener listener) {
    if (ConfiguredPlan.isOfEarlierVersion(record.plan())) {
      withStepsOf(record, plan, ledger);
    } else if (!record.plan().equals(plan.hash())) {
      throw new IllegalStateException(
          "Run "
              + record.id()
              + " was begun with other code or configuration than the project has now. Build it as"
              + " it was, or begin a new run.");
    }
    return take(record, plan, ledger, surroundings, listener);
  }

  /** The state is read once the run is ours: its former owner writes no more then. */
  private static Optional<Orchestrator> take(
      RunRecord record,
      ConfiguredPlan plan,
      Ledger ledger,
      Surroundings surroundings,
      RunListener listener) {
    return take(
        record,
        ledger,
        surroundings,
        owner -> ledger.take(record.id(), record.epoch(), owner, surroundings.clock().instant()),
        (lock, epoch) ->
            new Orchestrator(
                plan,
                ledger,
                surroundings,
                listener,
                state(ledger.run(record.id()).orElseThrow(), ledger),
                Optional.empty(),
                lock,
                epoch,
                UnaryOperator.identity()));
  }

  /** Takes the lock before the run; releases it where another process was faster. */
  private static Optional<Orchestrator> take(
      RunRecord record,
      Ledger ledger,
      Surroundings surroundings,
      Function<Owner, Optional<Long>> taking,
      BiFunction<OwnerLock, Long, Orchestrator> begun) {
    RunOwners owners = surroundings.owners(ledger);
    Optional<OwnerLock> lock = owners.lock(record.id(), record.epoch() + 1);
    Optional<Orchestrator> taken = Optional.empty();
    try {
      taken =
          lock.flatMap(held -> taking.apply(owners.owner(held)))
              .map(epoch -> begun.apply(lock.get(), epoch));
      return taken;
    } finally {
      if (taken.isEmpty()) {
        lock.ifPresent(OwnerLock::close);
      }
    }
  }

  /**
   * Takes over a run without an owner, to cancel it; with a project that may have changed, but for
   * the names of its steps.
   *
   * @return empty when another process was faster
   * @throws IllegalStateException when the project has other steps than the run
   */
  public static Optional<Orchestrator> adoptToCancel(
      RunRecord record,
      ConfiguredPlan plan,
      Ledger ledger,
      Surroundings surroundings,
      RunListener listener) {
    withStepsOf(record, plan, ledger);
    Optional<Orchestrator> taken = take(record, plan, ledger, surroundings, listener);
    taken.ifPresent(Orchestrator::cancel);
    return taken;
  }

  private static RunState withStepsOf(RunRecord record, ConfiguredPlan plan, Ledger ledger) {
    RunState state = state(record, ledger);
    Set<String> steps =
        plan.plan().steps().stream().map(PlannedStep::name).collect(Collectors.toSet());
    if (!state.steps().keySet().equals(steps)) {
      throw new IllegalStateException(
          "Run "
              + record.id()
              + " has the steps "
              + new TreeSet<>(state.steps().keySet())
              + ", and the project has "
              + new TreeSet<>(steps)
              + " now. Build it as it was, or begin a new run.");
    }
    return state;
  }

  /**
   * Takes a run that has stopped, to retry with new attempts what has not succeeded; with a project
   * that may have changed, but for the names of its steps. An attempt that was held is left to
   * itself: where it has a job, that is leaked.
   *
   * @return empty when another process was faster
   * @throws IllegalStateException when the project has other steps than the run
   */
  public static Optional<Orchestrator> retry(
      RunRecord record,
      ConfiguredPlan plan,
      Ledger ledger,
      Surroundings surroundings,
      RunListener listener) {
    RunState stopped = withStepsOf(record, plan, ledger);
    Instant now = surroundings.clock().instant();
    RunState again = core(plan).again(stopped, now);
    List<AttemptRecord> leaked = new ArrayList<>();
    for (StepState step : stopped.steps().values()) {
      if (step.phase() == Phase.HELD) {
        String key = AttemptKey.of(ledger.id(), record.id(), step.step(), step.attempt()).value();
        leaked.add(
            new AttemptRecord(
                key,
                record.id(),
                step.step(),
                step.attempt(),
                plan.operatorOf(step.step()),
                step.request().orElseThrow(),
                step.job(),
                Optional.empty(),
                false,
                Optional.of(
                    "it was held, and a person has begun a new attempt: " + step.reason())));
      }
    }
    return take(
        record,
        ledger,
        surroundings,
        owner ->
            ledger.reopen(
                record,
                json(plan.project()),
                plan.hash(),
                RunLoop.rows(again.steps().values()),
                leaked,
                owner,
                now),
        (lock, epoch) ->
            new Orchestrator(
                plan,
                ledger,
                surroundings,
                listener,
                again,
                Optional.empty(),
                lock,
                epoch,
                UnaryOperator.identity()));
  }

  /**
   * The same, with something around the threads that do its effects.
   *
   * @param around is given those threads
   */
  Orchestrator with(UnaryOperator<Workers> around) {
    return new Orchestrator(
        plan, ledger, surroundings, listener, begun, decided, lock, epoch, around);
  }

  /** Who owns the run now, as it is written down; empty when no process does. */
  public Optional<Owner> owner() {
    return ledger.run(begun.run()).flatMap(RunRecord::owner);
  }

  /** The time by the clock that the run goes by. */
  public Instant now() {
    return surroundings.clock().instant();
  }

  /** The run as it is written down now. */
  public RunRecord record() {
    return ledger.run(id()).orElseThrow();
  }

  /** The run's id. */
  public String id() {
    return begun.run();
  }

  /** Asks the run to stop. Returns at once; {@link #run} ends when every platform has confirmed. */
  public void cancel() {
    events.add(new RunEvent.CancelWanted());
  }

  /**
   * Detaches from the run at once: {@link #run} returns, jobs on platforms continue, and nothing
   * new begins before the run has its next owner. Plain steps, which run in this process, are
   * abandoned. A cancel in progress reaches every job before, but for one that takes longer than 30
   * s.
   */
  public void detach() {
    detached = Optional.of(surroundings.clock().instant());
    events.add(new RunEvent.TimeCame());
  }

  /** As {@link #run}, but detaches from the run once only jobs on platforms run. */
  public RunState runUntilOnPlatforms() throws InterruptedException {
    return run(this::isOnPlatforms);
  }

  private boolean isOnPlatforms(RunState state) {
    return state.releasing().isEmpty()
        && state.steps().values().stream()
            .filter(step -> step.phase().isActive())
            .allMatch(
                step ->
                    switch (step.phase()) {
                      case FOLLOWING -> !plan.isPlain(step.step());
                      case AWAITING_PLACE, AWAITING_PLATFORM, BACKING_OFF -> true;
                      default -> false;
                    });
  }

  /**
   * Runs until every step has ended, until nothing goes on without a person, or until {@link
   * #detach}.
   *
   * @return the last state; running, if the run was detached
   * @throws InterruptedException when this thread is interrupted: jobs go on, and the run waits for
   *     its next owner
   * @throws LostOwnershipException when another process has taken the run over
   * @throws RunStoreException when the run store could not be written for long; jobs go on
   */
  public RunState run() throws InterruptedException {
    return run(state -> false);
  }

  private RunState run(Predicate<RunState> enough) throws InterruptedException {
    DraftFolder.sweep();
    try (WorkerPool pool = new WorkerPool(WORKERS, daemons("outrider"))) {
      return run(hands.apply(pool), enough);
    } finally {
      release();
    }
  }

  private RunState run(Workers workers, Predicate<RunState> enough) throws InterruptedException {
    AttemptFolders folders = new AttemptFolders(plan.configuration().artifactStore(), begun.run());
    boolean near = plan.configuration().artifactStore().getScheme().equals("file");
    try (InProcessSteps plainSteps = plainSteps(workers);
        FollowedJobs followed = surroundings.poller().join(events::add, listener::warned);
        ExitHook exits = new ExitHook(plainSteps::exitCalled, this::detach)) {
      plan.operators()
          .forEach(
              (name, each) ->
                  followed.add(name, plan.operatorIdentity(name), each, plan.pollInterval(name)));
      EffectRunner effects =
          new EffectRunner(
              new EffectRunner.Context(
                  plan.plan().steps().stream()
                      .collect(Collectors.toMap(PlannedStep::name, step -> step)),
                  plan.orders(),
                  plan.operators(),
                  plainSteps,
                  plan.store(),
                  new Judging(plan.store()),
                  ledger,
                  folders,
                  new AttemptKeys(ledger.id(), begun.run()),
                  begun.run(),
                  epoch),
              workers,
              followed,
              events::add,
              listener::warned);
      new MarkWatch(
              plan.store(),
              folders.marks(),
              followed,
              workers,
              near ? MARKS_NEAR : MARKS_FAR,
              events::add)
          .start();
      RunLoop loop =
          new RunLoop(
              core(plan),
              ledger,
              epoch,
              effects,
              surroundings.clock(),
              listener,
              events,
              begun,
              decided);
      listener.changed(begun);
      return run(loop, enough);
    }
  }

  private InProcessSteps plainSteps(Workers workers) {
    InProcessSteps.Workplace workplace =
        new InProcessSteps.Workplace(
            plan.loader(),
            plan.store(),
            plan.configuration().artifactStore(),
            surroundings.environment(),
            surroundings.machine().host(),
            surroundings.clock(),
            surroundings.random(),
            daemons("plain steps"),
            plan.configuration().plainSteps());
    return new InProcessSteps(workplace, workers, events::add);
  }

  private RunState run(RunLoop loop, Predicate<RunState> enough) throws InterruptedException {
    while (true) {
      Instant next = loop.turn();
      boolean ended = loop.state().outcome() != RunState.Outcome.RUNNING;
      if (ended || mayDetach(loop) || enough.test(loop.state())) {
        return loop.state();
      }
      long wait = Duration.between(surroundings.clock().instant(), next).toMillis();
      RunEvent event = events.poll(Math.max(0, wait), TimeUnit.MILLISECONDS);
      if (event != null) {
        loop.offer(event);
      }
    }
  }

  /**
   * What came before the wish is written down, and every job that is cancelled was asked to stop.
   */
  private boolean mayDetach(RunLoop loop) {
    return detached.isPresent()
        && events.isEmpty()
        && (!loop.isAsking()
            || detached.get().plus(CANCELS).isBefore(surroundings.clock().instant()));
  }

  private void release() {
    try {
      ledger.release(begun.run(), epoch);
    } catch (RunStoreException e) {
      // why is told already; the next owner sees that nobody holds the lock
    } finally {
      lock.close();
      surroundings.owners(ledger).clear(begun.run());
    }
  }

  /** The name of an outcome in the store and on the screen. */
  public static String title(RunState.Outcome outcome) {
    return RunLoop.title(outcome);
  }

  static ThreadFactory daemons(String name) {
    return work -> {
      Thread thread = new Thread(work, name);
      thread.setDaemon(true);
      return thread;
    };
  }
}
