// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import dev.outrider.artifact.DiskFullException;
import dev.outrider.bundle.BundleException;
import dev.outrider.flavor.AttemptKey;
import dev.outrider.flavor.FindResult;
import dev.outrider.flavor.NotAcceptedException;
import dev.outrider.flavor.OutcomeUnknownException;
import dev.outrider.flavor.RenderedRequest;
import dev.outrider.flavor.StepOperator;
import dev.outrider.flavor.Submission;
import dev.outrider.ledger.AttemptRecord;
import dev.outrider.ledger.Owner;
import dev.outrider.ledger.RunRecord;
import dev.outrider.ledger.RunStore;
import dev.outrider.ledger.StepRow;
import dev.outrider.plan.PlannedStep;
import dev.outrider.step.FailureKind;
import dev.outrider.step.attempt.AttemptLayout;
import dev.outrider.step.attempt.Formats;
import dev.outrider.step.attempt.InputRecord;
import dev.outrider.step.attempt.Result;
import dev.outrider.step.value.JsonForm;
import dev.outrider.step.value.JsonText;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * Runs one run, as its owner. Events are decided one after the other by {@link RunCore}; what is
 * decided is written to the run store before anything is done about it.
 */
public final class Orchestrator {
  private static final int EFFECTS_AT_ONCE = 4;
  private static final int JUDGE_TRIES = 5;
  private static final Duration LEASE = Duration.ofSeconds(60);
  private static final Duration RENEWAL = Duration.ofSeconds(5);
  private static final long LOOK_MILLIS = 500;

  private final ConfiguredPlan plan;
  private final RunStore ledger;
  private final Surroundings surroundings;
  private final RunListener listener;
  private final RunCore core;
  private final String run;
  private final String storeId;
  private final long epoch;
  private final AttemptFolders folders;
  private final Map<String, StepOperator> operators = new HashMap<>();
  private final LinkedBlockingQueue<RunEvent> events = new LinkedBlockingQueue<>();
  private RunState state;
  private Instant renewed;

  private Orchestrator(
      ConfiguredPlan plan,
      RunStore ledger,
      Surroundings surroundings,
      RunListener listener,
      RunState state,
      long epoch) {
    this.plan = plan;
    this.ledger = ledger;
    this.surroundings = surroundings;
    this.listener = listener;
    this.core = new RunCore(plan.plan());
    this.run = state.run();
    this.storeId = ledger.id();
    this.epoch = epoch;
    this.state = state;
    this.renewed = surroundings.clock().instant();
    this.folders = new AttemptFolders(plan.configuration().artifactStore(), run);
    this.operators.putAll(plan.operators());
    this.operators.put(
        PlainOperator.NAME,
        new PlainOperator(
            plan.loader(),
            plan.store(),
            surroundings.environment(),
            surroundings.host(),
            surroundings.clock(),
            surroundings.random(),
            daemons("step")));
  }

  /** Makes a new run, written down but not begun. */
  public static Orchestrator begin(
      ConfiguredPlan plan, RunStore ledger, Surroundings surroundings, RunListener listener) {
    Instant now = surroundings.clock().instant();
    String id = RunId.draw(now, surroundings.random());
    RunState state = new RunCore(plan.plan()).initial(id, now);
    ledger.create(
        new RunRecord(
            id,
            plan.plan().pipeline(),
            new JsonText(JsonForm.write(plan.project(), Project.class, "project")),
            plan.hash(),
            now,
            Optional.empty(),
            title(state.outcome()),
            false,
            Optional.of(Owner.thisProcess(surroundings.host())),
            1,
            Optional.of(now)),
        rows(state.steps().values()));
    return new Orchestrator(plan, ledger, surroundings, listener, state, 1);
  }

  /** How a run that is written down is planned again. */
  public static Project project(RunRecord record) {
    return (Project) JsonForm.readTolerantly(record.project().text(), Project.class, "project");
  }

  /** The state of a run as it is written down. */
  public static RunState state(RunRecord record, RunStore ledger) {
    Map<String, StepState> steps = new LinkedHashMap<>();
    for (StepRow row : ledger.steps(record.id())) {
      steps.put(
          row.step(),
          (StepState) JsonForm.readTolerantly(row.state().text(), StepState.class, row.step()));
    }
    return new RunState(record.id(), record.cancelling(), steps);
  }

  /** Whether a run is nobody's: it has no owner, or its owner is proven gone. */
  public static boolean isFree(RunRecord record, Surroundings surroundings) {
    if (record.owner().isEmpty()) {
      return true;
    }
    Owner owner = record.owner().get();
    return owner.host().equals(surroundings.host())
        ? owner.isGone(surroundings.host())
        : record
            .renewed()
            .filter(time -> time.plus(LEASE).isBefore(surroundings.clock().instant()))
            .isPresent();
  }

  /**
   * Takes over a run that is nobody's, to go on with it.
   *
   * @return empty when somebody else was faster
   * @throws IllegalStateException when the project is not the one that the run was begun with
   */
  public static Optional<Orchestrator> adopt(
      RunRecord record,
      ConfiguredPlan plan,
      RunStore ledger,
      Surroundings surroundings,
      RunListener listener) {
    if (!record.plan().equals(plan.hash())) {
      throw new IllegalStateException(
          "Run "
              + record.id()
              + " was begun with other code or configuration than the project has now. Build it as"
              + " it was, or begin a new run.");
    }
    Instant now = surroundings.clock().instant();
    return ledger
        .take(record.id(), record.epoch(), Owner.thisProcess(surroundings.host()), now)
        .map(
            epoch ->
                new Orchestrator(
                    plan, ledger, surroundings, listener, state(record, ledger), epoch));
  }

  /** The run's id. */
  public String id() {
    return run;
  }

  /** Asks the run to stop. Returns at once; {@link #run} ends when every platform has confirmed. */
  public void cancel() {
    events.add(new RunEvent.CancelWanted());
  }

  /**
   * Runs until every step has ended.
   *
   * @return the last state
   * @throws InterruptedException when this thread is interrupted: jobs go on, and the run waits for
   *     its next owner
   */
  public RunState run() throws InterruptedException {
    ScheduledExecutorService effects =
        Executors.newScheduledThreadPool(EFFECTS_AT_ONCE, daemons("outrider"));
    JobPoller poller = new JobPoller(operators, effects, events::add, listener::warned);
    try {
      poller.start();
      listener.changed(state);
      handle(new RunEvent.Begun(), effects, poller);
      while (state.outcome() == RunState.Outcome.RUNNING) {
        RunEvent event = events.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
        if (event != null) {
          handle(event, effects, poller);
        }
        look(effects, poller);
      }
      return state;
    } finally {
      effects.shutdownNow();
      ledger.release(run, epoch);
    }
  }

  private void look(ScheduledExecutorService effects, JobPoller poller) {
    Instant now = surroundings.clock().instant();
    if (renewed.plus(RENEWAL).isBefore(now)) {
      ledger.renew(run, epoch, now);
      renewed = now;
      if (!state.cancelling() && ledger.isWanted(run, "cancel")) {
        handle(new RunEvent.CancelWanted(), effects, poller);
      }
    }
    for (StepState step : state.steps().values()) {
      if (step.due().filter(due -> !due.isAfter(now)).isPresent()) {
        handle(new RunEvent.TimeCame(step.step(), step.attempt()), effects, poller);
      }
    }
  }

  private void handle(RunEvent event, ScheduledExecutorService effects, JobPoller poller) {
    RunState before = state;
    RunCore.Decision decision = core.apply(state, event, surroundings.clock().instant());
    if (!decision.state().equals(before)) {
      save(before, decision.state());
      state = decision.state();
      listener.changed(state);
    }
    for (Effect effect : decision.effects()) {
      if (effect instanceof Effect.Follow follow) {
        poller.follow(operatorName(follow.step()), follow.step(), follow.attempt(), follow.job());
      } else {
        RunState now = state;
        effects.execute(() -> perform(effect, now, effects));
      }
    }
  }

  private void save(RunState before, RunState after) {
    List<StepState> changed =
        after.steps().values().stream()
            .filter(step -> !step.equals(before.steps().get(step.step())))
            .toList();
    List<AttemptRecord> attempts = new ArrayList<>();
    for (StepState step : changed) {
      if (step.request().isPresent()) {
        attempts.add(
            new AttemptRecord(
                key(step.step(), step.attempt()).value(),
                step.step(),
                step.attempt(),
                step.request().get(),
                step.job(),
                step.phase() == Phase.SUCCEEDED ? step.launch() : Optional.empty()));
      }
    }
    boolean ended = after.outcome() != RunState.Outcome.RUNNING;
    ledger.save(
        run,
        epoch,
        title(after.outcome()),
        after.cancelling(),
        ended ? Optional.of(surroundings.clock().instant()) : Optional.empty(),
        rows(changed),
        attempts);
  }

  private void perform(Effect effect, RunState now, ScheduledExecutorService effects) {
    String step = effect.step();
    int attempt = effect.attempt();
    try {
      if (effect instanceof Effect.Prepare) {
        events.add(new RunEvent.Prepared(step, attempt, prepare(step, attempt, now)));
      } else if (effect instanceof Effect.Submit) {
        Submission submission = submission(step, attempt, now);
        events.add(new RunEvent.HasJob(step, attempt, operator(step).submit(submission)));
      } else if (effect instanceof Effect.Find) {
        find(step, attempt);
      } else if (effect instanceof Effect.Judge judge) {
        judge(judge, 1, effects);
      } else if (effect instanceof Effect.Cancel cancel) {
        operator(step).requestCancel(cancel.job());
      }
    } catch (NotAcceptedException e) {
      events.add(new RunEvent.NotAccepted(step, attempt, e.kind(), e.getMessage()));
    } catch (OutcomeUnknownException e) {
      listener.warned(
          "It is not known whether step '" + step + "' was submitted: " + e.getMessage());
      events.add(new RunEvent.OutcomeUnknown(step, attempt, e.getMessage()));
    } catch (BundleException e) {
      events.add(
          new RunEvent.NotAccepted(step, attempt, FailureKind.CONFIGURATION, e.getMessage()));
    } catch (IOException | RuntimeException | LinkageError e) {
      if (effect instanceof Effect.Cancel) {
        listener.warned("The job of step '" + step + "' could not be asked to stop: " + e);
        effects.schedule(() -> perform(effect, now, effects), 1, TimeUnit.SECONDS);
      } else if (effect instanceof Effect.Prepare) {
        events.add(
            new RunEvent.NotAccepted(
                step,
                attempt,
                e instanceof DiskFullException ? FailureKind.RESOURCE : FailureKind.PLATFORM,
                "the artifact store " + folders.store() + " cannot be used: " + e));
      } else {
        listener.warned("It is not known whether step '" + step + "' was submitted: " + e);
        events.add(new RunEvent.OutcomeUnknown(step, attempt, e.toString()));
      }
    }
  }

  /** Everything that the launch needs is in the store when this returns. */
  private String prepare(String step, int attempt, RunState now)
      throws IOException, BundleException, NotAcceptedException {
    Submission submission = submission(step, attempt, now);
    if (plan.step(step).operator().isPresent()) {
      plan.upload(run);
    }
    plan.store()
        .put(
            submission.contextUri(),
            Formats.write(submission.context()).getBytes(StandardCharsets.UTF_8));
    RenderedRequest request = operator(step).render(submission);
    return ConfiguredPlan.sha256(request.title() + "\n" + request.body());
  }

  private Submission submission(String step, int attempt, RunState now) throws IOException {
    PlannedStep planned = plan.step(step);
    Map<String, Result> results = new HashMap<>();
    for (StepState each : now.steps().values()) {
      if (each.phase() == Phase.SUCCEEDED) {
        results.put(each.step(), result(each.launch().orElseThrow()));
      }
    }
    Map<String, InputRecord> inputs = new InputResolution(results, plan.store()).inputs(planned);
    return plan.submission(storeId, run, planned, attempt, inputs);
  }

  private Result result(URI launch) throws IOException {
    String text =
        new Judging(plan.store())
            .text(launch.resolve(AttemptLayout.RESULT))
            .orElseThrow(() -> new IOException("There is no result in " + launch + " any more"));
    return Formats.read(text, Result.class, AttemptLayout.RESULT);
  }

  private void find(String step, int attempt) {
    FindResult found = operator(step).find(key(step, attempt));
    if (found instanceof FindResult.Found job) {
      events.add(new RunEvent.HasJob(step, attempt, job.job()));
    } else if (found instanceof FindResult.Unknown unknown) {
      events.add(new RunEvent.OutcomeUnknown(step, attempt, unknown.reason()));
    } else {
      events.add(new RunEvent.HasNoJob(step, attempt));
    }
  }

  private void judge(Effect.Judge judge, int attemptToRead, ScheduledExecutorService effects) {
    String step = judge.step();
    Verdict verdict;
    try {
      verdict =
          new Judging(plan.store())
              .judge(
                  folders.attempt(step, judge.attempt()),
                  key(step, judge.attempt()).value(),
                  judge.status(),
                  List.copyOf(plan.step(step).stepClass().outputs().keySet()));
    } catch (IOException e) {
      if (attemptToRead < JUDGE_TRIES) {
        effects.schedule(
            () -> judge(judge, attemptToRead + 1, effects), attemptToRead, TimeUnit.SECONDS);
        return;
      }
      verdict =
          new Verdict.Failure(
              FailureKind.PLATFORM,
              "what it has left in "
                  + folders.attempt(step, judge.attempt())
                  + " cannot be read: "
                  + e,
              Optional.empty());
    }
    events.add(new RunEvent.Judged(step, judge.attempt(), verdict));
  }

  private AttemptKey key(String step, int attempt) {
    return AttemptKey.of(storeId, run, step, attempt);
  }

  private String operatorName(String step) {
    return plan.step(step).operator().orElse(PlainOperator.NAME);
  }

  private StepOperator operator(String step) {
    return operators.get(operatorName(step));
  }

  private static List<StepRow> rows(Iterable<StepState> steps) {
    List<StepRow> rows = new ArrayList<>();
    for (StepState step : steps) {
      String json = JsonForm.write(step, StepState.class, step.step());
      rows.add(new StepRow(step.step(), new JsonText(json)));
    }
    return rows;
  }

  /** The name of an outcome in the store and on the screen. */
  public static String title(RunState.Outcome outcome) {
    return outcome.name().toLowerCase(Locale.ROOT);
  }

  private static ThreadFactory daemons(String name) {
    return work -> {
      Thread thread = new Thread(work, name);
      thread.setDaemon(true);
      return thread;
    };
  }
}
