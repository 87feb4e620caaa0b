// SPDX-License-Identifier: Apache-2.0
package dev.outrider.cli;

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
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is shown of a run. */
record RunSummary(String run, String pipeline, String outcome, List<Step> steps) {

  /**
   * What is shown of a step.
   *
   * @param page of its job, on the platform
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
      Optional<URI> page) {}

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
   * @param outcome how the run stands
   * @param pipeline whose run it is
   */
  static RunSummary of(RunState state, String outcome, String pipeline, RunReader reader) {
    List<Step> steps = new ArrayList<>();
    for (StepState step : state.steps().values()) {
      steps.add(step(step, reader));
    }
    return new RunSummary(state.run(), pipeline, outcome, List.copyOf(steps));
  }

  private static Step step(StepState step, RunReader reader) {
    try {
      Optional<Result> result = reader.result(step);
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
          reader.logFolder(step),
          step.job().flatMap(JobHandle::page));
    } catch (IOException e) {
      throw new UncheckedIOException("The artifact store cannot be read", e);
    }
  }
}
