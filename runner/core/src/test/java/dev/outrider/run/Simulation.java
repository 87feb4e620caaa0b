// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import dev.outrider.flavor.StepOperator;
import dev.outrider.ledger.Ledger;
import dev.outrider.ledger.LostOwnershipException;
import dev.outrider.ledger.Owner;
import dev.outrider.ledger.RunRecord;
import dev.outrider.ledger.RunStoreException;
import dev.outrider.ledger.StepRow;
import dev.outrider.plan.Plan;
import dev.outrider.plan.PlannedStep;
import dev.outrider.step.attempt.AttemptLayout;
import dev.outrider.step.value.JsonText;
import dev.outrider.store.ArtifactStore;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * One run of one pipeline in a world that a seed makes: the orchestrator is the real one, with
 * simulated clock, ledger, artifact store, platforms and threads. Every promise is checked while it
 * happens.
 */
final class Simulation {
  /** Where an orchestrator may be killed: around everything that it does. */
  static final List<String> KILL_POINTS =
      List.of(
          "before it takes a place",
          "after it has taken a place",
          "before it writes down",
          "after it has written down",
          "before prepare",
          "after prepare",
          "before run",
          "after run",
          "before submit",
          "after submit",
          "before find",
          "after find",
          "before judge",
          "after judge",
          "before cancel",
          "after cancel",
          "before release",
          "after release",
          "before poll",
          "after poll");

  private static final Set<String> USE_THE_STORE = Set.of("prepare", "submit", "judge");
  private static final String RUN = "r0k3v9m2x4q7t";
  private static final Duration LONGEST = Duration.ofDays(2);
  private static final Duration LEASE = Duration.ofSeconds(60);
  private static final Duration OBEYED = Duration.ofSeconds(2);
  private static final int MOST_FAULTS = 24;
  private static final int VISITS_OF_A_PERSON = 3;
  private static final int PLACES_ON_ALPHA = 2;
  private static final Duration SETTLING = Duration.ofSeconds(30);

  private final World world;
  private final Plan plan;
  private final RunCore core;
  private final SimulatedStore store;
  private final SimulatedLedger ledger;
  private final Map<String, SimulatedPlatform> platforms = new LinkedHashMap<>();
  private final Promises promises;
  private final Set<String> plainAttempts = new HashSet<>();
  private World.Process current;
  private boolean successorIsComing;
  private int visits;

  /**
   * @param without the protections that are switched off
   * @param told whether the world's story is kept
   */
  Simulation(long seed, Set<Protection> without, boolean told) {
    Random random = new Random(seed * 6364136223846793005L + 1442695040888963407L);
    this.world =
        new World(random.nextLong(), without, random.nextInt(MOST_FAULTS + 1), kills(random), told);
    this.plan = SimulatedPipeline.draw(random);
    this.core =
        new RunCore(
            plan,
            RunPolicy.standard(
                Map.of(
                    "alpha",
                    new OperatorPolicy(Optional.of(PLACES_ON_ALPHA), SETTLING, false),
                    "beta",
                    new OperatorPolicy(
                        Optional.empty(), SETTLING, world.has(Protection.RELEASE)))));
    this.store = new SimulatedStore(world);
    this.promises = new Promises(plan, core.operators(), store, platforms.values());
    platforms.put("alpha", new SimulatedPlatform(world, "alpha", false, store, promises));
    platforms.put("beta", new SimulatedPlatform(world, "beta", true, store, promises));
    this.ledger = new SimulatedLedger(world, promises::written);
    world.afterEach(this::afterEvent);
    world.whenStopped(this::stopped);
  }

  /** One kill on average: what comes often is passed some times before. */
  private static Map<String, Integer> kills(Random random) {
    Map<String, Integer> kills = new HashMap<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      String point = KILL_POINTS.get(random.nextInt(KILL_POINTS.size()));
      boolean rare = point.matches(".* (find|cancel|run|release)");
      kills.put(point, rare ? 0 : random.nextInt(point.endsWith("poll") ? 500 : 25));
    }
    return kills;
  }

  /** What became of a seed. */
  record Report(
      RunState.Outcome outcome,
      int steps,
      int faults,
      int kills,
      Set<Fault> struck,
      Set<String> killPoints) {}

  Plan plan() {
    return plan;
  }

  World world() {
    return world;
  }

  /**
   * Runs to the end.
   *
   * @throws Violation when a promise is broken
   */
  Report run() {
    RunState initial = core.initial(RUN, world.now(), Optional.empty());
    ledger.create(
        new RunRecord(
            RUN,
            "simulated",
            new JsonText("{}"),
            "",
            world.now(),
            Optional.empty(),
            "running",
            false,
            Optional.empty(),
            0,
            Optional.of(world.now()),
            List.of()),
        RunLoop.rows(initial.steps().values()));
    takeOver();
    if (world.random().nextInt(3) == 0) {
      world.after(world.between(0, 1200), null, "cancel", this::cancel);
    }
    while (isOpen()) {
      if (world.now().isAfter(World.START.plus(LONGEST))) {
        throw new Violation("every run ends or is held: this one goes on after " + LONGEST);
      }
      if (!world.step()) {
        throw new Violation("every run ends or is held: nothing goes on");
      }
    }
    RunState end = state();
    promises.end(end, ledger.leaks());
    settle();
    promises.end(end, ledger.leaks());
    return new Report(
        end.outcome(),
        plan.steps().size(),
        world.faults(),
        world.kills(),
        world.struck(),
        world.killPoints());
  }

  private void cancel() {
    world.tell(() -> "somebody wants the run to be cancelled");
    ledger.wantCancel();
    World.Process owner = current;
    Instant wanted = world.now();
    world.after(OBEYED, null, "obeyed", () -> isObeyed(owner, wanted));
  }

  private void stopped(World.Process process, Fault why) {
    watch(process);
    if (why == Fault.SENDER_STOPS && world.strikes(Fault.SENDER_CANCELLED, process::toString)) {
      world.after(world.between(0, 30), null, "cancel", this::cancel);
    }
  }

  /** The owner obeys, unless it could not. */
  private void isObeyed(World.Process owner, Instant wanted) {
    boolean could =
        owner != null
            && owner == current
            && owner.wasAwakeSince(wanted)
            && ledger.hadRoomSince(wanted)
            && world.has(Protection.LEDGER_FIRST);
    if (could && ledger.run().outcome().equals("running") && !ledger.run().cancelling()) {
      throw new Violation("who wants a run to stop is heard within 2 s: " + owner + " was not");
    }
  }

  private RunState state() {
    return Simulation.state(ledger.steps(), ledger.run().cancelling());
  }

  private static RunState state(List<StepRow> rows, boolean cancelling) {
    Map<String, StepState> steps = new LinkedHashMap<>();
    rows.forEach(row -> steps.put(row.step(), RunTexts.state(row)));
    return new RunState(RUN, cancelling, steps);
  }

  /** A run that is held is open while a person may still come. */
  private boolean isOpen() {
    String outcome = ledger.run().outcome();
    return outcome.equals("running") || outcome.equals("held") && visits < VISITS_OF_A_PERSON;
  }

  /** Somebody restarts what was killed. */
  private void afterEvent() {
    if (!successorIsComing && current.isKilled() && isOpen()) {
      successorIsComing = true;
      Duration wait;
      if (ledger.run().outcome().equals("held")) {
        visits++;
        wait = Duration.ofHours(1);
        world.tell(() -> "a person has looked at what is held, and goes on with the run");
      } else {
        wait = world.between(0.1, 300);
      }
      world.after(wait, null, "restart", this::takeOver);
    }
  }

  private void takeOver() {
    successorIsComing = false;
    long epoch = ledger.run().epoch();
    Duration skew =
        world.strikes(Fault.CLOCK_SKEWED, () -> "orchestrator " + (epoch + 1))
            ? world.between(0, 600).minus(Duration.ofMinutes(5))
            : Duration.ZERO;
    World.Process process = new World.Process(world, "orchestrator " + (epoch + 1), skew);
    if (!skew.isZero()) {
      world.tell(() -> "the clock of " + process + " is " + RunTexts.clock(skew));
    }
    Ledger mine = ledger.writtenBy(process);
    try {
      boolean taken =
          mine.take(
                  RUN,
                  epoch,
                  new Owner("host", epoch + 1, Optional.empty(), Optional.empty()),
                  process.instant())
              .isPresent();
      if (!taken) {
        throw new IllegalStateException("nobody else is there");
      }
    } catch (RunStoreException e) {
      successorIsComing = true;
      world.after(world.between(10, 60), null, "restart", this::takeOver);
      return;
    }
    world.tell(() -> process + " takes the run");
    current = process;
    new Life(process, mine, epoch + 1).begin();
  }

  /** One process that owns the run, from its start to its end. */
  private final class Life implements RunListener {
    private final World.Process process;
    private final Queue<RunEvent> events = new ArrayDeque<>();
    private final Ledger mine;
    private final RunLoop loop;
    private final long epoch;
    private Instant due = Instant.MAX;
    private Instant alarm = Instant.MAX;

    Life(World.Process process, Ledger mine, long epoch) {
      this.process = process;
      this.mine = mine;
      this.epoch = epoch;
      ArtifactStore reached = store.reachedBy(process);
      Map<String, StepOperator> operators = new LinkedHashMap<>();
      platforms.forEach((name, platform) -> operators.put(name, platform.reachedBy(process)));
      Workers workers = new SimulatedWorkers();
      Consumer<RunEvent> sink = this::come;
      FollowedJobs followed = new JobPoller(workers, process).join(sink, this::warned);
      operators.forEach((name, each) -> followed.add(name, name, each, Duration.ofSeconds(5)));
      AttemptFolders folders = new AttemptFolders(SimulatedPipeline.STORE, RUN);
      Judge judge =
          world.has(Protection.VERDICT)
              ? new Judging(reached)
              : (folder, key, status, outputs) -> Simulation.this.platformsWord(folder, status);
      EffectRunner effects =
          new EffectRunner(
              new EffectRunner.Context(
                  plan.steps().stream().collect(Collectors.toMap(PlannedStep::name, s -> s)),
                  SimulatedPipeline.orders(),
                  operators,
                  new SimulatedPlainSteps(world, process, store, plainAttempts, sink),
                  reached,
                  judge,
                  mine,
                  folders,
                  new AttemptKeys(mine.id(), RUN),
                  RUN,
                  epoch),
              workers,
              followed,
              sink,
              this::warned);
      new MarkWatch(reached, folders.marks(), followed, workers, Duration.ofSeconds(15), sink)
          .start();
      this.loop =
          new RunLoop(core, mine, epoch, effects, process, this, events, state(), Optional.empty());
    }

    void begin() {
      world.after(Duration.ZERO, process, "begin", this::turn);
    }

    /** An answer takes its time. */
    private void come(RunEvent event) {
      double longest = world.strikes(Fault.ANSWER_LATE, () -> process + ", " + event) ? 120 : 1;
      world.after(world.between(0, longest), process, "event", () -> took(event));
      if (event instanceof RunEvent.StatusSeen
          && world.strikes(Fault.STATUS_REPEATED, process::toString)) {
        world.after(world.between(0, 30), process, "event", () -> took(event));
      }
    }

    private void took(RunEvent event) {
      events.add(event);
      turn();
    }

    private void turn() {
      if (world.strikes(Fault.ORCHESTRATOR_SLEEPS, process::toString)) {
        Duration asleep = world.between(90, 400);
        world.tell(() -> process + " sleeps for " + asleep.toSeconds() + " s");
        process.sleepUntil(world.now().plus(asleep));
        watch(process);
        world.after(Duration.ZERO, process, "turn", this::turn);
        return;
      }
      Instant next;
      try {
        next = loop.turn();
      } catch (LostOwnershipException e) {
        world.tell(() -> process + " ends: " + e.getMessage());
        process.kill();
        return;
      } catch (RunStoreException e) {
        world.tell(() -> process + " gives up: " + e.getMessage());
        process.kill();
        return;
      }
      if (loop.state().outcome() != RunState.Outcome.RUNNING) {
        mine.release(RUN, epoch);
        world.tell(() -> process + " ends: the run is " + RunLoop.title(loop.state().outcome()));
        process.kill();
        return;
      }
      wakeAt(process.worldTime(next));
    }

    private void wakeAt(Instant time) {
      due = time;
      if (time.isBefore(alarm)) {
        alarm = time;
        Duration wait = Duration.between(world.now(), time);
        world.after(wait.isNegative() ? Duration.ZERO : wait, process, "turn", () -> alarmOf(time));
      }
    }

    private void alarmOf(Instant time) {
      if (!time.equals(alarm)) {
        return;
      }
      alarm = Instant.MAX;
      if (due.isAfter(world.now())) {
        wakeAt(due);
      } else {
        turn();
      }
    }

    @Override
    public void changed(RunState state) {
      // what is written is checked where it is written
    }

    @Override
    public void warned(String message) {
      world.tell(() -> process + " warns: " + message);
    }

    private final class SimulatedWorkers implements Workers {
      @Override
      public void execute(String what, Runnable work) {
        String kind = what.substring(0, what.indexOf(' '));
        boolean slow =
            USE_THE_STORE.contains(kind)
                && world.strikes(Fault.STORE_SLOW, () -> process + ", " + what);
        // a platform takes its time to end a cluster, in which steps may want it again
        int longest = kind.equals("release") ? 20 : 2;
        world.after(
            world.between(0, slow ? 300 : longest),
            process,
            what,
            () -> {
              world.killPoint(process, "before " + kind);
              world.mayStop(process, Fault.ORCHESTRATOR_STOPS, "before " + kind);
              work.run();
              world.mayStop(process, Fault.ORCHESTRATOR_STOPS, "after " + kind);
              world.killPoint(process, "after " + kind);
            });
      }

      @Override
      public void schedule(String what, Duration delay, Runnable work) {
        world.after(
            delay,
            process,
            what,
            () -> {
              if (!what.startsWith("poll")) {
                work.run();
                return;
              }
              world.killPoint(process, "before poll");
              work.run();
              world.killPoint(process, "after poll");
            });
      }
    }
  }

  /** Another process sees a sleeper's lease soon, and takes the run if it stays the same. */
  private void watch(World.Process sleeper) {
    if (successorIsComing) {
      return;
    }
    successorIsComing = true;
    world.after(
        world.between(6, 29),
        null,
        "watch",
        () -> {
          Optional<Instant> seen = ledger.run().renewed();
          world.after(LEASE, null, "restart", () -> takeFromASleeper(sleeper, seen));
        });
  }

  private void takeFromASleeper(World.Process sleeper, Optional<Instant> seen) {
    successorIsComing = false;
    boolean stale = ledger.run().renewed().equals(seen);
    if (current == sleeper && isOpen() && (stale || sleeper.isKilled())) {
      takeOver();
    }
  }

  /** What a verdict without evidence would be. */
  private Verdict platformsWord(URI folder, dev.outrider.flavor.JobStatus status)
      throws IOException {
    if (status instanceof dev.outrider.flavor.JobStatus.Succeeded) {
      Function<String, URI> launch = text -> folder.resolve(RunTexts.launchOf(text) + "/");
      return new Verdict.Success(
          new Judging(store).text(folder.resolve(AttemptLayout.CLAIM)).map(launch).orElse(folder));
    }
    return new Judging(store).judge(folder, "", status, List.of("output"));
  }

  /** What is on its way arrives. */
  private void settle() {
    // whoever is stopped wakes
    Instant end = world.now().plus(Duration.ofMinutes(8));
    while (world.now().isBefore(end) && world.step()) {
      // goes on
    }
  }
}
