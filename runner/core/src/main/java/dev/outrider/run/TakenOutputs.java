// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import dev.outrider.ledger.RunRecord;
import dev.outrider.ledger.RunStore;
import dev.outrider.plan.PlannedStep;
import dev.outrider.step.attempt.AttemptLayout;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Outputs of an earlier run that a new run begins with.
 *
 * @param run the earlier run
 * @param steps the steps that have succeeded in it, as they are there, by name
 */
public record TakenOutputs(String run, Map<String, StepState> steps) {
  public TakenOutputs {
    Objects.requireNonNull(run, "run");
    steps = Map.copyOf(steps);
  }

  /**
   * What a new run takes that begins with a step: the outputs of all steps that do not come after
   * it, of the last run with the same parameters that has what the new one needs.
   *
   * @param from the step; it and all that come after it are run
   * @throws IllegalArgumentException when the plan has no such step, or no run has what is needed
   * @throws IOException when the artifact store cannot be read
   */
  public static TakenOutputs before(String from, ConfiguredPlan plan, RunStore ledger)
      throws IOException {
    Map<String, PlannedStep> steps = new LinkedHashMap<>();
    plan.plan().steps().forEach(step -> steps.put(step.name(), step));
    if (!steps.containsKey(from)) {
      throw new IllegalArgumentException(
          "Pipeline '"
              + plan.plan().pipeline()
              + "' has no step '"
              + from
              + "'; it has "
              + steps.keySet()
              + ".");
    }
    Set<String> again = new HashSet<>(Set.of(from));
    Set<String> needed = new TreeSet<>();
    // the plan's steps are in the order of their dependencies
    for (PlannedStep step : steps.values()) {
      if (step.predecessors().stream().anyMatch(again::contains)) {
        again.add(step.name());
      }
    }
    for (String step : again) {
      steps.get(step).predecessors().stream().filter(s -> !again.contains(s)).forEach(needed::add);
    }
    Set<String> missing = new LinkedHashSet<>(needed);
    List<TakenOutputs> taken = new ArrayList<>();
    ledger.<IOException>eachSame(
        plan.plan().pipeline(),
        Orchestrator.json(plan.project()),
        run -> {
          Map<String, StepState> done = done(run, steps.keySet(), again, plan, ledger);
          missing.removeAll(done.keySet());
          return done.keySet().containsAll(needed) && taken.add(new TakenOutputs(run.id(), done));
        });
    if (!taken.isEmpty()) {
      return taken.get(0);
    }
    throw new IllegalArgumentException(
        "No run of pipeline '"
            + plan.plan().pipeline()
            + "' with the same parameters in "
            + ledger.file()
            + " has the outputs of "
            + needed
            + " that step '"
            + from
            + "' and what comes after it need"
            + (missing.isEmpty() ? " all together" : "; none has " + missing)
            + ". Run it without --from.");
  }

  private static Map<String, StepState> done(
      RunRecord run, Set<String> steps, Set<String> again, ConfiguredPlan plan, RunStore ledger)
      throws IOException {
    Map<String, StepState> done = new LinkedHashMap<>();
    for (StepState step : Orchestrator.state(run, ledger).steps().values()) {
      Optional<URI> launch = step.launch().filter(uri -> step.phase() == Phase.SUCCEEDED);
      if (launch.isPresent()
          && steps.contains(step.step())
          && !again.contains(step.step())
          && (step.result().filter(KeptResult::isWhole).isPresent()
              || plan.store().head(launch.get().resolve(AttemptLayout.RESULT)).isPresent())) {
        done.put(step.step(), step);
      }
    }
    return done;
  }
}
