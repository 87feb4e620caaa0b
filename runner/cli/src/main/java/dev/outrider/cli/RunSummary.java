// SPDX-License-Identifier: Apache-2.0
package dev.outrider.cli;

import dev.outrider.config.Configuration;
import dev.outrider.flavor.JobHandle;
import dev.outrider.ledger.RunRecord;
import dev.outrider.run.EarlierAttempt;
import dev.outrider.run.Orchestrator;
import dev.outrider.run.Phase;
import dev.outrider.run.RunReader;
import dev.outrider.run.RunState;
import dev.outrider.run.StepPlace;
import dev.outrider.run.StepState;
import dev.outrider.run.StepTimes;
import dev.outrider.step.attempt.ErrorRecord;
import dev.outrider.step.attempt.OutputRecord;
import dev.outrider.step.attempt.Result;
import dev.outrider.step.value.JsonFormException;
import dev.outrider.step.value.JsonText;
import dev.outrider.step.value.ValueKind;
import java.io.IOException;
import java.net.URI;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * What is shown of a run. As JSON it is the document of {@code run-summary.schema.json}.
 *
 * @param started when the run was made
 * @param ended when its last step ended; empty if it has not
 * @param seconds how long it took, or takes so far
 * @param parameters the values that it was given; defaults are left out
 * @param waitsFor {@code owner} if no process runs it, {@code release} if its steps have ended and
 *     its step operators release what they keep for it; empty otherwise
 * @param polls when its step operators are polled next
 * @param unread why outputs, logs and errors of steps may be missing here; empty if they are not
 */
record RunSummary(
    String run,
    String pipeline,
    String outcome,
    Instant started,
    Optional<Instant> ended,
    double seconds,
    Map<String, String> parameters,
    Optional<String> waitsFor,
    List<Poll> polls,
    List<Step> steps,
    Optional<String> unread) {

  /** How long the artifact store may take for a step. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** The largest value that is shown, in bytes: as large as those that the run store keeps. */
  private static final long LARGEST_VALUE = 16 << 10;

  /**
   * The next poll of a step operator.
   *
   * @param jobs number of jobs of the run
   * @param due when
   * @param everySeconds time between two polls
   * @param why why then, for people
   */
  record Poll(String operator, int jobs, Instant due, double everySeconds, String why) {}

  /**
   * What is shown of a step.
   *
   * @param phase as {@link Phase#id} names it
   * @param operator the step operator; empty for a plain step
   * @param after the steps that it waits for
   * @param attempt the last attempt; 0 before the first
   * @param started when the first attempt began
   * @param ended when the step ended
   * @param seconds how long it ran, or runs so far, in all attempts; empty before the first
   * @param waitedSeconds the rest of the time since it started
   * @param waitsFor empty if it runs, or has ended
   * @param takenFrom the run whose outputs it has; empty if it has its own
   * @param job the platform's job, as its step operator describes it
   * @param pages of its job in the platform's console, by their subject
   * @param attempts its attempts, the last one included
   */
  record Step(
      String step,
      String phase,
      Optional<String> operator,
      List<String> after,
      int attempt,
      Optional<Instant> started,
      Optional<Instant> ended,
      Optional<Double> seconds,
      Optional<Double> waitedSeconds,
      Optional<Waiting> waitsFor,
      Optional<String> takenFrom,
      Optional<String> kind,
      Optional<String> reason,
      Optional<String> stackTrace,
      Map<String, Output> outputs,
      Map<String, Double> metrics,
      Optional<URI> log,
      Optional<JsonText> job,
      Map<String, URI> pages,
      List<Attempt> attempts) {

    boolean isIn(Phase one) {
      return phase.equals(one.id());
    }
  }

  /**
   * What a step waits for.
   *
   * @param what {@code steps}, {@code place}, {@code platform}, {@code look-up}, {@code start},
   *     {@code retry}, {@code cancellation} or {@code decision}
   * @param steps the steps before it that have not succeeded yet
   * @param until when it is tried, or its platform is asked, again
   */
  record Waiting(String what, List<String> steps, Optional<Instant> until) {}

  /**
   * One attempt of a step.
   *
   * @param running when its job began to run; empty if it has not
   * @param seconds how long its job ran, or runs so far
   * @param kind the kind of its failure
   * @param reason why it ended; empty if it has not, or has succeeded
   */
  record Attempt(
      int attempt,
      Instant started,
      Optional<Instant> running,
      Optional<Instant> ended,
      double seconds,
      Optional<String> kind,
      Optional<String> reason) {}

  /**
   * What is shown of an output.
   *
   * @param kind {@code dataset}, {@code model}, {@code file}, {@code value} or {@code custom}
   * @param uri where it lies; empty if it is kept with the state of the run
   * @param value its value, if it is small
   */
  record Output(
      String kind,
      Optional<URI> uri,
      Optional<JsonText> value,
      String format,
      Optional<Long> rows,
      long bytes) {}

  /**
   * Reads what the artifact store has of a run, as long as it answers. What the run store knows is
   * shown in any case.
   *
   * @param outcome how the run stands
   * @param waitsFor what the run as a whole waits for
   */
  static RunSummary of(
      RunState state,
      RunRecord record,
      String outcome,
      Optional<String> waitsFor,
      RunReader reader,
      Instant now) {
    ExecutorService reading = Executors.newSingleThreadExecutor(RunSummary::daemon);
    try {
      List<Step> steps = new ArrayList<>();
      Optional<String> unread = Optional.empty();
      for (StepState step : state.steps().values()) {
        Optional<Evidence> evidence = Optional.empty();
        if (unread.isEmpty()) {
          Future<Evidence> found = reading.submit(() -> Evidence.of(step, reader));
          try {
            evidence = Optional.of(found.get(PATIENCE.toSeconds(), TimeUnit.SECONDS));
          } catch (TimeoutException e) {
            unread = Optional.of("it did not answer within " + PATIENCE.toSeconds() + " s");
          } catch (ExecutionException e) {
            unread = Optional.of(reason(e.getCause()));
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            unread = Optional.of("reading it was interrupted");
          }
        }
        steps.add(step(step, state, evidence.orElse(Evidence.NONE), now));
      }
      return new RunSummary(
          state.run(),
          record.pipeline(),
          outcome,
          record.created(),
          record.ended(),
          seconds(between(record.created(), record.ended().orElse(now))),
          Orchestrator.project(record).parameters(),
          waitsFor,
          Orchestrator.isOpen(record) ? polls(record) : List.of(),
          List.copyOf(steps),
          unread);
    } finally {
      reading.shutdownNow();
    }
  }

  private static List<Poll> polls(RunRecord record) {
    return record.looks().stream()
        .map(
            look ->
                new Poll(
                    look.operator(), look.jobs(), look.due(), seconds(look.every()), look.why()))
        .toList();
  }

  static double seconds(Duration time) {
    return time.toMillis() / 1000.0;
  }

  /** Never negative: a clock may have been set back. */
  static Duration between(Instant from, Instant to) {
    return to.isBefore(from) ? Duration.ZERO : Duration.between(from, to);
  }

  /** Says that the artifact store was not read, on standard error. */
  static void tell(String unread, Configuration configuration, Terminal terminal) {
    terminal
        .err()
        .println(
            "The artifact store "
                + configuration.artifactStore()
                + " cannot be read, so outputs, logs and errors of steps may be missing here: "
                + unread
                + ".");
  }

  static String reason(Throwable e) {
    return e.getClass() == IOException.class || e.getClass() == IllegalStateException.class
        ? e.getMessage()
        : e.toString();
  }

  /** A store that never answers keeps no process. */
  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "results");
    thread.setDaemon(true);
    return thread;
  }

  /** What the artifact store has of a step's last attempt, with its small values. */
  private record Evidence(
      Optional<Result> result, Map<String, JsonText> values, Optional<URI> log) {
    static final Evidence NONE = new Evidence(Optional.empty(), Map.of(), Optional.empty());

    static Evidence of(StepState step, RunReader reader) throws IOException {
      Optional<Result> result = reader.result(step);
      Map<String, JsonText> values = new LinkedHashMap<>();
      if (step.phase() == Phase.SUCCEEDED && step.result().isEmpty() && result.isPresent()) {
        for (Map.Entry<String, OutputRecord> each : result.get().outputs().entrySet()) {
          OutputRecord made = each.getValue();
          if (made.kind().equals(ValueKind.VALUE.id()) && made.bytes() <= LARGEST_VALUE) {
            try {
              values.put(each.getKey(), reader.value(step, each.getKey(), made));
            } catch (NoSuchFileException | JsonFormException e) {
              // deleted or changed since: what is left of the output is shown
            }
          }
        }
      }
      return new Evidence(result, values, reader.logFolder(step));
    }
  }

  private static Step step(StepState step, RunState state, Evidence evidence, Instant now) {
    Optional<Result> result = evidence.result().or(() -> step.result().map(kept -> kept.record()));
    StepTimes times = StepTimes.of(step, now);
    return new Step(
        step.step(),
        step.phase().id(),
        step.place().flatMap(StepPlace::operator),
        step.place().map(StepPlace::after).orElse(List.of()),
        step.attempt(),
        step.started(),
        times.ended(),
        times.ran().map(RunSummary::seconds),
        times.waited().map(RunSummary::seconds),
        waitsFor(step, state),
        step.takenFrom(),
        step.kind().map(Enum::name),
        step.reason().isEmpty() ? Optional.empty() : Optional.of(step.reason()),
        step.phase() == Phase.SUCCEEDED
            ? Optional.empty()
            : result.flatMap(Result::error).map(ErrorRecord::stackTrace),
        step.phase() == Phase.SUCCEEDED && result.isPresent()
            ? outputs(step, result.get(), evidence.values())
            : Map.of(),
        result.map(Result::metrics).orElse(Map.of()),
        evidence.log(),
        step.job().map(JobHandle::job),
        step.job().map(JobHandle::pages).orElse(Map.of()),
        attempts(step, now));
  }

  private static Map<String, Output> outputs(
      StepState step, Result result, Map<String, JsonText> values) {
    Map<String, Output> outputs = new LinkedHashMap<>();
    for (Map.Entry<String, OutputRecord> each : result.outputs().entrySet()) {
      OutputRecord made = each.getValue();
      Optional<JsonText> kept = step.result().map(known -> known.values().get(each.getKey()));
      outputs.put(
          each.getKey(),
          new Output(
              made.kind(),
              kept.isPresent() ? Optional.empty() : Optional.of(made.uri()),
              kept.or(() -> Optional.ofNullable(values.get(each.getKey()))),
              made.format(),
              made.rows(),
              made.bytes()));
    }
    return outputs;
  }

  private static Optional<Waiting> waitsFor(StepState step, RunState state) {
    String what =
        switch (step.phase()) {
          case WAITING -> "steps";
          case AWAITING_PLACE -> "place";
          case AWAITING_PLATFORM -> "platform";
          case LOOKING_UP -> "look-up";
          case FOLLOWING -> step.running().isEmpty() ? "start" : "";
          case BACKING_OFF -> "retry";
          case CANCELLING -> "cancellation";
          case HELD -> "decision";
          case PREPARING, SUBMITTING, JUDGING -> "";
          case SUCCEEDED, FAILED, CANCELLED, LEAKED, SKIPPED -> "";
        };
    if (what.isEmpty()) {
      return Optional.empty();
    }
    List<String> steps =
        step.phase() == Phase.WAITING
            ? step.place().map(StepPlace::after).orElse(List.of()).stream()
                .filter(name -> state.steps().get(name).phase() != Phase.SUCCEEDED)
                .toList()
            : List.of();
    return Optional.of(new Waiting(what, steps, step.due()));
  }

  private static List<Attempt> attempts(StepState step, Instant now) {
    List<Attempt> attempts = new ArrayList<>();
    for (EarlierAttempt each : step.earlier().orElse(List.of())) {
      attempts.add(
          new Attempt(
              each.attempt(),
              each.begun(),
              each.running(),
              Optional.of(each.ended()),
              seconds(each.ran()),
              each.kind().map(Enum::name),
              each.reason().isEmpty() ? Optional.empty() : Optional.of(each.reason())));
    }
    Optional<Instant> end = StepTimes.endOfAttempt(step);
    boolean failed = end.isPresent() && step.phase() != Phase.SUCCEEDED;
    step.begun()
        .ifPresent(
            begun ->
                attempts.add(
                    new Attempt(
                        step.attempt(),
                        begun,
                        step.ranFrom(),
                        end,
                        seconds(StepTimes.ofAttempt(step, now)),
                        failed ? step.kind().map(Enum::name) : Optional.empty(),
                        failed && !step.reason().isEmpty()
                            ? Optional.of(step.reason())
                            : Optional.empty())));
    return attempts;
  }
}
