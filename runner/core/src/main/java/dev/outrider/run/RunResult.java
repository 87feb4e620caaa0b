// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import dev.outrider.step.attempt.OutputRecord;
import dev.outrider.step.attempt.Result;
import dev.outrider.step.value.JsonText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;

/** How a run went. Outputs are read when they are asked for. Thread-safe. */
public final class RunResult {
  private final RunState state;
  private final RunReader reader;

  RunResult(RunState state, RunReader reader) {
    this.state = state;
    this.reader = reader;
  }

  /** The run's id. */
  public String run() {
    return state.run();
  }

  /** Whether every step has succeeded. */
  public boolean succeeded() {
    return state.outcome() == RunState.Outcome.SUCCEEDED;
  }

  /** How each step stands, by name, in the order of the plan. */
  public Map<String, StepState> steps() {
    return state.steps();
  }

  /**
   * An output of a step that has succeeded.
   *
   * @param step the step's name
   * @param output the output's name; {@code output} where it is the whole
   * @throws NoSuchElementException when the step has not succeeded, or has no such output
   */
  public Output output(String step, String output) {
    StepState found =
        Optional.ofNullable(state.steps().get(step))
            .orElseThrow(
                () ->
                    new NoSuchElementException(
                        "Run " + run() + " has no step '" + step + "': " + steps().keySet()));
    if (found.phase() != Phase.SUCCEEDED) {
      throw new NoSuchElementException(
          "Step '"
              + step
              + "' of run "
              + run()
              + " is "
              + found.phase().title()
              + " "
              + found.reason());
    }
    try {
      Map<String, OutputRecord> outputs =
          reader.result(found).map(Result::outputs).orElse(Map.of());
      return new Output(
          Optional.ofNullable(outputs.get(output))
              .orElseThrow(
                  () ->
                      new NoSuchElementException(
                          "Step '"
                              + step
                              + "' has no output '"
                              + output
                              + "': "
                              + outputs.keySet())));
    } catch (IOException e) {
      throw new UncheckedIOException("The result of step '" + step + "' cannot be read", e);
    }
  }

  /** An output in the artifact store. */
  public final class Output {
    private final OutputRecord record;

    private Output(OutputRecord record) {
      this.record = record;
    }

    /** The folder that it lies in. */
    public URI uri() {
      return record.uri();
    }

    /** Its rows, where it is a dataset. */
    public Optional<Long> rows() {
      return record.rows();
    }

    /** Its schema as Spark writes it, where it is a dataset. */
    public Optional<JsonText> schema() {
      return record.schema();
    }

    /**
     * Its value, where it has a JSON form.
     *
     * @throws UncheckedIOException when it cannot be read
     */
    public <T> T value(Class<T> type) {
      try {
        return reader.value(record).as(type, "output");
      } catch (IOException e) {
        throw new UncheckedIOException("There is no value in " + record.uri(), e);
      }
    }
  }
}
