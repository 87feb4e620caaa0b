// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import dev.outrider.plan.Plan;
import dev.outrider.plan.PlannedStep;
import dev.outrider.plan.StepOutputs;
import dev.outrider.step.TypedStep;
import java.util.Map;
import java.util.NoSuchElementException;

/**
 * How a run went. The outputs of a step are read through the step's class:
 *
 * <pre>{@code
 * double rmse = result.step("train", TrainDelayModel.class).output(Out::rmse).value();
 * }</pre>
 *
 * <p>Thread-safe.
 */
public final class RunResult {
  private final RunState state;
  private final Plan plan;
  private final RunReader reader;

  RunResult(RunState state, Plan plan, RunReader reader) {
    this.state = state;
    this.plan = plan;
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
   * How one step went, and what it gave.
   *
   * @param name the step's name in the pipeline
   * @param type the step's own class
   * @throws NoSuchElementException when the run has no such step
   * @throws IllegalArgumentException when the step is of another class
   */
  public <O> StepResult<O> step(String name, Class<? extends TypedStep<?, O>> type) {
    PlannedStep step =
        plan.steps().stream()
            .filter(each -> each.name().equals(name))
            .findFirst()
            .orElseThrow(
                () ->
                    new NoSuchElementException(
                        "Run "
                            + run()
                            + " has no step '"
                            + name
                            + "'; it has "
                            + steps().keySet()
                            + "."));
    if (!step.stepClass().name().equals(type.getName())) {
      throw new IllegalArgumentException(
          "Step '"
              + name
              + "' of run "
              + run()
              + " is a "
              + step.stepClass().name()
              + ", not a "
              + type.getName()
              + "; name its own class.");
    }
    return new StepResult<>(
        run(), new StepOutputs(step, type.getClassLoader()), steps().get(name), reader);
  }
}
