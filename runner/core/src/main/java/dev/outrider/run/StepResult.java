// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import dev.outrider.pipeline.Component;
import dev.outrider.pipeline.ComponentReference;
import dev.outrider.plan.Port;
import dev.outrider.plan.StepClass;
import dev.outrider.plan.StepOutputs;
import dev.outrider.step.attempt.AttemptLayout;
import dev.outrider.step.attempt.OutputRecord;
import dev.outrider.step.attempt.Result;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;

/**
 * How one step of a run went. Outputs are read when they are asked for. Thread-safe.
 *
 * @param <O> the step's output
 */
public final class StepResult<O> {
  private final String run;
  private final StepOutputs outputs;
  private final StepState status;
  private final RunReader reader;

  StepResult(String run, StepOutputs outputs, StepState status, RunReader reader) {
    this.run = run;
    this.outputs = outputs;
    this.status = status;
    this.reader = reader;
  }

  /** How the step stands: its phase, its attempt, and the kind and reason of its last failure. */
  public StepState status() {
    return status;
  }

  /**
   * The whole output.
   *
   * @throws IllegalStateException when the step has not succeeded
   * @throws NoSuchElementException when the step gives no output
   * @throws UncheckedIOException when its result cannot be read
   */
  public Output<O> output() {
    StepClass type = outputs.step().stepClass();
    checkSucceeded();
    if (type.outputs().isEmpty()) {
      throw new NoSuchElementException("Step '" + name() + "' gives no output.");
    }
    Map<String, OutputRecord> parts = new LinkedHashMap<>();
    type.outputs().keySet().forEach(each -> parts.put(each, record(each)));
    OutputRecord first = parts.values().iterator().next();
    URI folder =
        type.wholeOutput()
            ? first.uri()
            : status.launch().orElseThrow().resolve(AttemptLayout.OUTPUTS);
    return new Output<>(
        "The output of step '" + name() + "'",
        type.output(),
        !type.wholeOutput(),
        folder,
        parts,
        outputs,
        status,
        reader);
  }

  /**
   * One component of the output.
   *
   * @param component by its accessor: {@code Out::rmse}
   * @throws IllegalStateException when the step has not succeeded
   * @throws IllegalArgumentException when the reference is not a component of the step's output
   * @throws UncheckedIOException when its result cannot be read
   */
  public <T> Output<T> output(Component<O, T> component) {
    Port port = outputs.find(ComponentReference.of(component));
    checkSucceeded();
    OutputRecord record = record(port.name());
    return new Output<>(
        "Output '" + port.name() + "' of step '" + name() + "'",
        port.type(),
        false,
        record.uri(),
        Map.of(port.name(), record),
        outputs,
        status,
        reader);
  }

  private void checkSucceeded() {
    if (status.phase() == Phase.SUCCEEDED) {
      return;
    }
    String reason = status.reason().isEmpty() ? "" : ", " + status.reason();
    throw new IllegalStateException(
        "Step '"
            + name()
            + "' of run "
            + run
            + " has no outputs: it is "
            + status.phase().title()
            + reason
            + "."
            + (status.phase().isFinal() ? "" : " Wait until it has ended."));
  }

  private OutputRecord record(String output) {
    try {
      Optional<Result> result = reader.result(status);
      return result
          .map(each -> each.outputs().get(output))
          .orElseThrow(
              () ->
                  new IOException(
                      "there is no result with output '"
                          + output
                          + "' in "
                          + status.launch().orElseThrow()
                          + " any more"));
    } catch (IOException e) {
      throw new UncheckedIOException(
          "The result of step '" + name() + "' of run " + run + " cannot be read", e);
    }
  }

  private String name() {
    return outputs.step().name();
  }
}
