// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import dev.outrider.artifact.DiskFullException;
import dev.outrider.bundle.BundleException;
import dev.outrider.flavor.AttemptKey;
import dev.outrider.flavor.FindResult;
import dev.outrider.flavor.NotAcceptedException;
import dev.outrider.flavor.NotYetException;
import dev.outrider.flavor.Order;
import dev.outrider.flavor.OutcomeUnknownException;
import dev.outrider.flavor.RenderedRequest;
import dev.outrider.flavor.StepOperator;
import dev.outrider.flavor.Submission;
import dev.outrider.ledger.Ledger;
import dev.outrider.ledger.Look;
import dev.outrider.ledger.RunRecord;
import dev.outrider.plan.PlannedStep;
import dev.outrider.step.FailureKind;
import dev.outrider.step.attempt.AttemptLayout;
import dev.outrider.step.attempt.Formats;
import dev.outrider.step.attempt.InputRecord;
import dev.outrider.step.attempt.Result;
import dev.outrider.store.ArtifactStore;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Does what the core has decided: asks operators and the artifact store, and tells the answers as
 * events. Each effect may be done again after a restart. Thread-safe.
 */
final class EffectRunner {
  private static final int TRIES = 5;

  /** A platform may keep a submission waiting; what else is to be done need not wait for it. */
  private static final int MOST_SUBMITS = 4;

  private final Context context;
  private final Workers workers;
  private final Lane submits;
  private final FollowedJobs followed;

  /** Those that wait for their turn: one that is wanted again meanwhile is not a second one. */
  private final Set<String> lookUps = ConcurrentHashMap.newKeySet();

  /** The operators that are giving back what they keep: what is submitted waits until they have. */
  private final Set<String> releasing = ConcurrentHashMap.newKeySet();

  private final Consumer<RunEvent> events;
  private final Consumer<String> warnings;
  private final AtomicInteger cancels = new AtomicInteger();

  /**
   * What effects are about.
   *
   * @param steps the plan's steps by name
   * @param orders makes submissions
   * @param operators the step operators by name
   * @param plainSteps does the work of plain steps
   * @param store the artifact store
   * @param judge concludes how attempts have ended
   * @param ledger says whether the run is still ours
   * @param folders where the run's attempts lie
   * @param keys the keys of its attempts
   * @param run the run's id
   * @param epoch the epoch that it is owned with
   */
  record Context(
      Map<String, PlannedStep> steps,
      Orders orders,
      Map<String, StepOperator> operators,
      PlainSteps plainSteps,
      ArtifactStore store,
      Judge judge,
      Ledger ledger,
      AttemptFolders folders,
      AttemptKeys keys,
      String run,
      long epoch) {

    String operatorName(String step) {
      return steps.get(step).operator().orElse(PlainSteps.OPERATOR);
    }

    StepOperator operator(String step) {
      return operators.get(operatorName(step));
    }

    AttemptKey key(String step, int attempt) {
      return keys.of(step, attempt);
    }
  }

  EffectRunner(
      Context context,
      Workers workers,
      FollowedJobs followed,
      Consumer<RunEvent> events,
      Consumer<String> warnings) {
    this.context = context;
    this.workers = workers;
    this.submits = new Lane(workers, MOST_SUBMITS);
    this.followed = followed;
    this.events = events;
    this.warnings = warnings;
  }

  /**
   * Begins an effect, and returns at once.
   *
   * @param state the run as it was decided
   */
  void begin(Effect effect, RunState state) {
    if (effect instanceof Effect.Follow follow) {
      followed.follow(
          context.operatorName(follow.step()),
          context.key(follow.step(), follow.attempt()).value(),
          follow);
      return;
    }
    if (effect instanceof Effect.Run run) {
      context
          .plainSteps()
          .begin(
              run.step(),
              run.attempt(),
              context.key(run.step(), run.attempt()),
              () -> submission(run.step(), run.attempt(), state).context());
      return;
    }
    if (effect instanceof Effect.Interrupt interrupt) {
      context.plainSteps().interrupt(interrupt.step(), interrupt.attempt());
      return;
    }
    if (effect instanceof Effect.Release release) {
      if (releasing.add(release.operator())) {
        workers.execute("release " + release.operator(), () -> release(release, 1));
      }
      return;
    }
    if (effect instanceof Effect.Find find) {
      if (lookUps.add(title(find))) {
        workers.execute(title(find), () -> findInTurn(find));
      }
      return;
    }
    if (effect instanceof Effect.Submit submit) {
      submits.execute(title(submit), () -> submit(submit, state));
      return;
    }
    if (effect instanceof Effect.Withdraw withdraw) {
      withdraw(new Effect.Submit(withdraw.step(), withdraw.attempt()));
      return;
    }
    Effect.OfAttempt ofAttempt = (Effect.OfAttempt) effect;
    if (effect instanceof Effect.Cancel) {
      cancels.incrementAndGet();
    }
    workers.execute(title(ofAttempt), () -> perform(ofAttempt, state));
  }

  private void release(Effect.Release effect, int tries) {
    String operator = effect.operator();
    boolean again = false;
    try {
      if (isOurs()) {
        context.operators().get(operator).release(context.run());
        if (effect.last()) {
          events.accept(new RunEvent.Released(operator));
        }
      }
    } catch (IOException | RuntimeException | LinkageError e) {
      // at the end of a run the core asks again
      again = !effect.last() && tries < TRIES;
      warnings.accept(
          "Step operator '" + operator + "' could not give back what it keeps for the run: " + e);
    } finally {
      if (!again) {
        releasing.remove(operator);
      }
    }
    if (again) {
      workers.schedule(
          "release " + operator, Duration.ofSeconds(1L << tries), () -> release(effect, tries + 1));
    }
  }

  /** Whether jobs are being asked to stop. */
  boolean isCancelling() {
    return cancels.get() > 0;
  }

  /** The operator that runs a step. */
  String operatorName(String step) {
    return context.operatorName(step);
  }

  /** When operators are asked next, where jobs are followed. */
  List<Look> looks() {
    return followed.looks();
  }

  /** The key of an attempt of this run. */
  AttemptKey key(String step, int attempt) {
    return context.key(step, attempt);
  }

  private static String title(Effect.OfAttempt effect) {
    return effect.getClass().getSimpleName().toLowerCase(Locale.ROOT)
        + " "
        + effect.step()
        + " "
        + effect.attempt();
  }

  private void perform(Effect.OfAttempt effect, RunState state) {
    if (effect instanceof Effect.Prepare prepare) {
      prepare(prepare, state);
    } else if (effect instanceof Effect.Judge judge) {
      judge(judge, 1);
    } else if (effect instanceof Effect.Cancel cancel) {
      cancel(cancel);
    }
  }

  /** Everything that the launch needs is in the store when this has ended well. */
  private void prepare(Effect.Prepare effect, RunState state) {
    String step = effect.step();
    int attempt = effect.attempt();
    try {
      Optional<Order> written = frozen().read(context.folders().attempt(step, attempt));
      Order order = written.isPresent() ? written.get() : prepared(step, attempt, state);
      events.accept(new RunEvent.Prepared(step, attempt, order.hash()));
    } catch (NotAcceptedException e) {
      events.accept(new RunEvent.NotAccepted(step, attempt, e.kind(), e.getMessage()));
    } catch (BundleException e) {
      events.accept(new RunEvent.NotAccepted(step, attempt, kind(e), e.getMessage()));
    } catch (IOException e) {
      events.accept(
          new RunEvent.NotAccepted(
              step,
              attempt,
              e instanceof DiskFullException ? FailureKind.RESOURCE : FailureKind.PLATFORM,
              "the artifact store " + context.folders().store() + " cannot be used: " + e));
    } catch (RuntimeException | LinkageError e) {
      events.accept(
          new RunEvent.NotAccepted(
              step, attempt, FailureKind.PLATFORM, "the attempt cannot be prepared: " + e));
    }
  }

  private Order prepared(String step, int attempt, RunState state)
      throws IOException, BundleException, NotAcceptedException {
    Submission submission = submission(step, attempt, state);
    context.orders().upload(context.run());
    context
        .store()
        .put(
            submission.contextUri(),
            Formats.write(submission.context()).getBytes(StandardCharsets.UTF_8));
    RenderedRequest request = context.operator(step).render(submission);
    return frozen().write(context.folders().attempt(step, attempt), Order.of(submission, request));
  }

  private FrozenOrders frozen() {
    return new FrozenOrders(context.store());
  }

  /** A bundle fails for what is in it, or for this machine's disk. */
  private static FailureKind kind(BundleException e) {
    if (e.getCause() instanceof IOException disk && DiskFullException.isFull(disk)) {
      return FailureKind.RESOURCE;
    }
    return e.getCause() instanceof FileSystemException
        ? FailureKind.PLATFORM
        : FailureKind.CONFIGURATION;
  }

  private void submit(Effect.Submit effect, RunState state) {
    String step = effect.step();
    int attempt = effect.attempt();
    if (releasing.contains(context.operatorName(step))) {
      workers.schedule(
          title(effect),
          Duration.ofSeconds(1),
          () -> submits.execute(title(effect), () -> submit(effect, state)));
      return;
    }
    try {
      if (!isOurs()) {
        warnings.accept("Step '" + step + "' was not submitted: the run has another owner by now.");
        return;
      }
      Optional<Order> order = order(step, attempt, state);
      if (order.isPresent()) {
        FindResult.Found found = context.operator(step).submit(order.get(), this::isOurs);
        events.accept(new RunEvent.HasJob(step, attempt, found));
      }
    } catch (NotAcceptedException e) {
      events.accept(new RunEvent.NotAccepted(step, attempt, e.kind(), e.getMessage()));
    } catch (NotYetException e) {
      events.accept(new RunEvent.NotYet(step, attempt, e.after(), e.getMessage(), e.limit()));
    } catch (OutcomeUnknownException e) {
      unknown(step, attempt, e.getMessage());
    } catch (RuntimeException | LinkageError e) {
      unknown(step, attempt, e.toString());
    }
  }

  /**
   * The order as it was written when the attempt was prepared; without one surely nothing was sent.
   * An earlier version has written none: then it is made now.
   */
  private Optional<Order> order(String step, int attempt, RunState state)
      throws NotAcceptedException {
    URI folder = context.folders().attempt(step, attempt);
    Order order;
    try {
      Optional<Order> written = frozen().read(folder);
      order = written.isPresent() ? written.get() : prepared(step, attempt, state);
    } catch (IOException | BundleException | RuntimeException e) {
      events.accept(
          new RunEvent.NotAccepted(
              step, attempt, FailureKind.PLATFORM, "the attempt cannot be submitted: " + e));
      return Optional.empty();
    }
    Optional<String> recorded = state.step(step).request().filter(Order::isHash);
    if (!recorded.orElse(order.hash()).equals(order.hash())) {
      throw new NotAcceptedException(
          FailureKind.CONFIGURATION,
          folder.resolve(AttemptLayout.ORDER)
              + " has request "
              + order.hash()
              + ", and the run store has "
              + recorded.get()
              + " for this attempt: the file was replaced, and nothing was submitted. Make a new"
              + " attempt with 'outrider runs retry "
              + context.run()
              + "'");
    }
    String now = Order.hash(context.operator(step).render(order.submission()));
    if (!now.equals(order.hash())) {
      throw new NotAcceptedException(
          FailureKind.CONFIGURATION,
          "the attempt was prepared with request "
              + order.hash()
              + ", and step operator '"
              + context.operatorName(step)
              + "' makes "
              + now
              + " of it now: its settings or its version have changed, and nothing was submitted."
              + " Make a new attempt with 'outrider runs retry "
              + context.run()
              + "'");
    }
    return Optional.of(order);
  }

  private void withdraw(Effect.Submit submit) {
    if (submits.withdraw(title(submit))) {
      events.accept(
          new RunEvent.NotAccepted(
              submit.step(),
              submit.attempt(),
              FailureKind.PLATFORM,
              "it was taken back before it was submitted"));
    }
  }

  /** A process that has slept must not submit what the next owner submits too. */
  private boolean isOurs() {
    return context
        .ledger()
        .run(context.run())
        .map(RunRecord::epoch)
        .filter(epoch -> epoch == context.epoch())
        .isPresent();
  }

  /** Waits without a thread until the platform's call rate allows the look-up. */
  private void findInTurn(Effect.Find effect) {
    Duration wait = followed.lookUp(context.operatorName(effect.step()));
    if (wait.isZero()) {
      lookUps.remove(title(effect));
      find(effect);
    } else {
      workers.schedule(title(effect), wait, () -> findInTurn(effect));
    }
  }

  private void find(Effect.Find effect) {
    String step = effect.step();
    int attempt = effect.attempt();
    try {
      FindResult found = context.operator(step).find(context.key(step, attempt));
      if (found instanceof FindResult.Found job) {
        events.accept(new RunEvent.HasJob(step, attempt, job));
      } else if (found instanceof FindResult.Unknown unknown) {
        unknown(step, attempt, unknown.reason());
      } else {
        events.accept(new RunEvent.HasNoJob(step, attempt));
      }
    } catch (RuntimeException | LinkageError e) {
      unknown(step, attempt, e.toString());
    }
  }

  private void unknown(String step, int attempt, String reason) {
    warnings.accept("It is not known whether step '" + step + "' was submitted: " + reason);
    events.accept(new RunEvent.OutcomeUnknown(step, attempt, reason));
  }

  private void cancel(Effect.Cancel effect) {
    try {
      context.operator(effect.step()).requestCancel(effect.job());
    } catch (IOException | RuntimeException | LinkageError e) {
      // the core asks again while nothing is confirmed
      warnings.accept("The job of step '" + effect.step() + "' could not be asked to stop: " + e);
    } finally {
      cancels.decrementAndGet();
    }
  }

  private void judge(Effect.Judge effect, int tries) {
    String step = effect.step();
    URI folder = context.folders().attempt(step, effect.attempt());
    Verdict verdict;
    try {
      verdict =
          context
              .judge()
              .judge(
                  folder,
                  context.key(step, effect.attempt()).value(),
                  effect.status(),
                  List.copyOf(context.steps().get(step).stepClass().outputs().keySet()));
    } catch (IOException | RuntimeException e) {
      if (tries < TRIES) {
        workers.schedule(
            title(effect), Duration.ofSeconds(1L << tries), () -> judge(effect, tries + 1));
        return;
      }
      verdict =
          new Verdict.Failure(
              FailureKind.PLATFORM,
              "what it has left in " + folder + " cannot be read: " + e,
              Optional.empty());
    }
    events.accept(new RunEvent.Judged(step, effect.attempt(), verdict));
  }

  private Submission submission(String step, int attempt, RunState state) throws IOException {
    PlannedStep planned = context.steps().get(step);
    Map<String, KeptResult> results = new HashMap<>();
    for (String before : planned.predecessors()) {
      StepState each = state.steps().get(before);
      if (each.phase() == Phase.SUCCEEDED) {
        results.put(
            before,
            each.result().isPresent()
                ? each.result().get()
                : new KeptResult(result(each.launch().orElseThrow()), Map.of()));
      }
    }
    Map<String, InputRecord> inputs = new InputResolution(results, context.store()).inputs(planned);
    return context
        .orders()
        .submission(context.key(step, attempt), context.run(), planned, attempt, inputs);
  }

  private Result result(URI launch) throws IOException {
    String text =
        new Judging(context.store())
            .text(launch.resolve(AttemptLayout.RESULT))
            .orElseThrow(() -> new IOException("There is no result in " + launch + " any more"));
    return Formats.read(text, Result.class, AttemptLayout.RESULT);
  }
}
