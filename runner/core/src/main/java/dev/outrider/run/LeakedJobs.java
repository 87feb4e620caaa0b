// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import dev.outrider.config.Configuration;
import dev.outrider.config.OperatorConfiguration;
import dev.outrider.flavor.AttemptKey;
import dev.outrider.flavor.FindResult;
import dev.outrider.flavor.JobHandle;
import dev.outrider.flavor.JobStatus;
import dev.outrider.flavor.StepOperator;
import dev.outrider.ledger.AttemptRecord;
import dev.outrider.ledger.RunOwners;
import dev.outrider.ledger.RunStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Stops leaked jobs: asks their operators, as the configuration has them now, and writes down which
 * have ended. One thread.
 */
public final class LeakedJobs implements AutoCloseable {
  private final Configuration configuration;
  private final Surroundings surroundings;
  private final RunStore ledger;
  private final RunOwners owners;
  private final Consumer<String> warnings;
  private final Map<String, Optional<StepOperator>> operators = new HashMap<>();
  private final Set<String> told = new HashSet<>();

  /**
   * @param warnings gets, once each, what cannot be asked, and why
   */
  public LeakedJobs(
      Configuration configuration,
      Surroundings surroundings,
      RunStore ledger,
      Consumer<String> warnings) {
    this.configuration = configuration;
    this.surroundings = surroundings;
    this.ledger = ledger;
    this.owners = surroundings.owners(ledger);
    this.warnings = warnings;
  }

  /** Asks the platform of a leaked job to stop it, where its job is known or found. */
  public void askToStop(AttemptRecord leaked) {
    try {
      Optional<StepOperator> operator = operator(leaked.operator());
      if (leaked.number() == AttemptRecord.KEPT) {
        return; // to look whether it is there is to ask
      }
      Optional<JobHandle> job = operator.isEmpty() ? Optional.empty() : job(leaked, operator.get());
      if (job.isPresent()) {
        operator.get().requestCancel(job.get());
      }
    } catch (IOException | RuntimeException e) {
      warn(leaked, e.getMessage());
    }
  }

  /** Those of some leaked jobs that are not known to have ended. */
  public List<AttemptRecord> left(List<AttemptRecord> leaked) {
    List<AttemptRecord> left = new ArrayList<>();
    for (AttemptRecord each : leaked) {
      if (hasEnded(each)) {
        ledger.hasEnded(each);
      } else {
        left.add(each);
      }
    }
    return left;
  }

  private boolean hasEnded(AttemptRecord leaked) {
    if (leaked.operator().equals(PlainSteps.OPERATOR)) {
      // a plain step ends with the process that runs it
      return ledger.run(leaked.run()).filter(run -> owners.isFree(run)).isPresent();
    }
    try {
      Optional<StepOperator> operator = operator(leaked.operator());
      if (operator.isEmpty()) {
        return false;
      }
      if (leaked.number() == AttemptRecord.KEPT) {
        operator.get().release(leaked.run());
        return true;
      }
      if (leaked.job().isEmpty()
          && operator.get().find(key(leaked)) instanceof FindResult.NotThere) {
        return true;
      }
      Optional<JobHandle> job = job(leaked, operator.get());
      return job.isPresent()
          && Optional.ofNullable(operator.get().status(Set.of(job.get())).get(job.get()))
              .filter(JobStatus::isFinal)
              .isPresent();
    } catch (IOException | RuntimeException e) {
      warn(leaked, e.getMessage());
      return false;
    }
  }

  private Optional<JobHandle> job(AttemptRecord leaked, StepOperator operator) {
    return leaked
        .job()
        .or(
            () ->
                operator.find(key(leaked)) instanceof FindResult.Found found
                    ? Optional.of(found.job())
                    : Optional.empty());
  }

  private static AttemptKey key(AttemptRecord attempt) {
    return new AttemptKey(attempt.key());
  }

  private Optional<StepOperator> operator(String name) throws IOException {
    if (!operators.containsKey(name)) {
      Optional<OperatorConfiguration> configured = configuration.operator(name);
      operators.put(
          name,
          configured.isEmpty()
              ? Optional.empty()
              : Optional.of(ConfiguredPlan.open(configured.get(), configuration, surroundings)));
      if (configured.isEmpty() && !name.equals(PlainSteps.OPERATOR)) {
        warnings.accept(
            "There is no step operator '" + name + "' any more: its jobs cannot be asked for.");
      }
    }
    return operators.get(name);
  }

  private void warn(AttemptRecord leaked, String reason) {
    if (told.add(leaked.key())) {
      warnings.accept(
          (leaked.number() == AttemptRecord.KEPT
                  ? "What step operator '" + leaked.operator() + "' keeps for run "
                  : "The job of step '" + leaked.step() + "' of run ")
              + leaked.run()
              + " could not be asked for: "
              + reason);
    }
  }

  @Override
  public void close() {
    operators.values().forEach(each -> each.ifPresent(StepOperator::close));
  }
}
