// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import dev.outrider.config.Configuration;
import dev.outrider.config.ConfigurationException;
import dev.outrider.config.OperatorConfiguration;
import dev.outrider.config.RehearsalDraft;
import dev.outrider.flavor.FlavorInfo;
import dev.outrider.flavor.Rehearsal;
import dev.outrider.plan.Plan;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The loopback platforms of a rehearsal, one for each operator that the plan uses and needs one.
 */
final class Stages implements AutoCloseable {
  private final Map<String, Rehearsal.Stage> stages = new TreeMap<>();

  private Stages() {}

  /** Of a plan whose platforms are the real ones. */
  static Stages none() {
    return new Stages();
  }

  /**
   * Starts them. Nothing is started where one of them is missing.
   *
   * @throws ConfigurationException when a step operator cannot be rehearsed; it names all of them
   */
  static Stages start(Plan plan, RehearsalDraft draft, Surroundings surroundings)
      throws ConfigurationException {
    List<String> problems = new ArrayList<>();
    Map<OperatorConfiguration, Rehearsal> wanted = new LinkedHashMap<>();
    plan.steps().stream()
        .flatMap(step -> step.operator().stream())
        .distinct()
        .map(name -> draft.configuration().operator(name).orElseThrow())
        .forEach(each -> find(each, surroundings, problems).ifPresent(it -> wanted.put(each, it)));
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    Stages started = new Stages();
    wanted.forEach((each, it) -> started.start(each, it, draft, surroundings, problems));
    if (!problems.isEmpty()) {
      started.close();
      throw new ConfigurationException(problems);
    }
    return started;
  }

  private static Optional<Rehearsal> find(
      OperatorConfiguration operator, Surroundings surroundings, List<String> problems) {
    FlavorInfo flavor = operator.flavor();
    String who = "Step operator '" + operator.name() + "' of flavor '" + flavor.name() + "' ";
    if (flavor.rehearsal().isEmpty()) {
      problems.add(
          who
              + "cannot be rehearsed: no loopback platform can stand in for its platform. Leave its"
              + " steps to another operator, for example with 'step.STEP.step-operator = local'.");
    } else if (flavor.needsStage()) {
      try {
        Optional<Rehearsal> found = surroundings.flavors().rehearsal(flavor.name());
        if (found.isEmpty()) {
          problems.add(
              who
                  + "can be rehearsed with the plugin "
                  + flavor.rehearsal().get()
                  + ": put its jar into "
                  + surroundings.flavors().folder(flavor.name()).orElseThrow()
                  + ".");
        }
        return found;
      } catch (IllegalArgumentException e) {
        problems.add(who + "cannot be rehearsed: " + e.getMessage());
      }
    }
    return Optional.empty();
  }

  private void start(
      OperatorConfiguration operator,
      Rehearsal rehearsal,
      RehearsalDraft draft,
      Surroundings surroundings,
      List<String> problems) {
    Configuration configuration = draft.configuration();
    try {
      stages.put(
          operator.name(),
          rehearsal.start(
              operator.flavor().name(),
              draft.operators().get(operator.name()).given(),
              ConfiguredPlan.context(operator, configuration, surroundings)));
    } catch (IOException | RuntimeException e) {
      problems.add(
          "Step operator '" + operator.name() + "' cannot be rehearsed: " + e.getMessage());
    }
  }

  /** What they make of the settings, by operator. */
  Map<String, RehearsalDraft.Staged> settings() {
    Map<String, RehearsalDraft.Staged> settings = new TreeMap<>();
    stages.forEach(
        (name, stage) ->
            settings.put(name, new RehearsalDraft.Staged(stage.settings(), stage.withheld())));
    return settings;
  }

  /** Ends the platforms, and every job that they still run. */
  @Override
  public void close() {
    stages.values().forEach(Rehearsal.Stage::close);
  }
}
