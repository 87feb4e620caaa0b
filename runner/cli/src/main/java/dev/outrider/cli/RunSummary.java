// SPDX-License-Identifier: Apache-2.0
package dev.outrider.cli;

import dev.outrider.config.Configuration;
import dev.outrider.flavor.JobHandle;
import dev.outrider.run.Phase;
import dev.outrider.run.RunReader;
import dev.outrider.run.RunState;
import dev.outrider.run.StepState;
import dev.outrider.step.attempt.ErrorRecord;
import dev.outrider.step.attempt.OutputRecord;
import dev.outrider.step.attempt.Result;
import dev.outrider.step.value.JsonText;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
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
 * What is shown of a run.
 *
 * @param unread why outputs, logs and errors of steps may be missing here; empty if they are not
 */
record RunSummary(
    String run, String pipeline, String outcome, List<Step> steps, Optional<String> unread) {

  /** How long the artifact store may take for a step. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /**
   * What is shown of a step.
   *
   * @param pages of its job in the platform's console, by their subject
   */
  record Step(
      String step,
      String phase,
      int attempt,
      Optional<Double> seconds,
      Optional<String> kind,
      Optional<String> reason,
      Optional<String> stackTrace,
      Map<String, Output> outputs,
      Map<String, Double> metrics,
      Optional<URI> log,
      Map<String, URI> pages) {}

  /**
   * What is shown of an output.
   *
   * @param uri where it lies; empty where it is kept with the state of the run
   * @param value what it is, where it is kept with the state of the run
   */
  record Output(
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
   * @param pipeline whose run it is
   */
  static RunSummary of(RunState state, String outcome, String pipeline, RunReader reader) {
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
        steps.add(step(step, evidence.orElse(Evidence.NONE)));
      }
      return new RunSummary(state.run(), pipeline, outcome, List.copyOf(steps), unread);
    } finally {
      reading.shutdownNow();
    }
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

  private static String reason(Throwable e) {
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

  /** What the artifact store has of a step's last attempt. */
  private record Evidence(Optional<Result> result, Optional<URI> log) {
    static final Evidence NONE = new Evidence(Optional.empty(), Optional.empty());

    static Evidence of(StepState step, RunReader reader) throws IOException {
      return new Evidence(reader.result(step), reader.logFolder(step));
    }
  }

  private static Step step(StepState step, Evidence evidence) {
    Optional<Result> result = evidence.result().or(() -> step.result().map(kept -> kept.record()));
    Map<String, Output> outputs = new LinkedHashMap<>();
    if (step.phase() == Phase.SUCCEEDED && result.isPresent()) {
      for (Map.Entry<String, OutputRecord> each : result.get().outputs().entrySet()) {
        OutputRecord made = each.getValue();
        Optional<JsonText> value = step.result().map(kept -> kept.values().get(each.getKey()));
        outputs.put(
            each.getKey(),
            new Output(
                value.isPresent() ? Optional.empty() : Optional.of(made.uri()),
                value,
                made.format(),
                made.rows(),
                made.bytes()));
      }
    }
    return new Step(
        step.step(),
        step.phase().title(),
        step.attempt(),
        step.phase().isFinal()
            ? step.started().map(from -> Duration.between(from, step.since()).toMillis() / 1000.0)
            : Optional.empty(),
        step.kind().map(Enum::name),
        step.reason().isEmpty() ? Optional.empty() : Optional.of(step.reason()),
        step.phase() == Phase.SUCCEEDED
            ? Optional.empty()
            : result.flatMap(Result::error).map(ErrorRecord::stackTrace),
        outputs,
        result.map(Result::metrics).orElse(Map.of()),
        evidence.log(),
        step.job().map(JobHandle::pages).orElse(Map.of()));
  }
}
