// SPDX-License-Identifier: Apache-2.0
package dev.outrider.config;

import dev.outrider.flavor.Unsupported;
import dev.outrider.plan.NearestName;
import dev.outrider.plan.Plan;
import dev.outrider.plan.PlannedStep;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Puts a configuration on top of a plan, and checks that both fit. */
public final class PlanConfiguration {
  private PlanConfiguration() {}

  /**
   * The plan as the configuration wants it: every step operator that it names is configured, can
   * reach the artifact store, and every step that the properties name is there.
   *
   * @throws ConfigurationException when there is any problem; it names all of them
   */
  public static Plan apply(Plan plan, Configuration configuration) throws ConfigurationException {
    List<String> problems = new ArrayList<>();
    Plan configured = configuration.steps().apply(plan, problems);
    for (PlannedStep step : configured.steps()) {
      step.operator().ifPresent(name -> check(step, name, configuration, problems));
    }
    moved(plan, configured, configuration, problems);
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    return configured;
  }

  /** A step that the properties move to another operator asks there for the same secrets. */
  private static void moved(
      Plan plan, Plan configured, Configuration configuration, List<String> problems) {
    Map<String, Optional<OperatorConfiguration>> before = new HashMap<>();
    for (PlannedStep step : plan.steps()) {
      before.put(step.name(), step.operator().flatMap(configuration::operator));
    }
    for (PlannedStep step : configured.steps()) {
      Optional<OperatorConfiguration> from = before.get(step.name());
      Optional<OperatorConfiguration> to = step.operator().flatMap(configuration::operator);
      if (from.isEmpty() || to.isEmpty()) {
        continue;
      }
      Set<String> lost = new TreeSet<>(from.get().secrets().keySet());
      lost.removeAll(to.get().secrets().keySet());
      if (!lost.isEmpty()) {
        problems.add(
            "Step '"
                + step.name()
                + "' moves from step operator '"
                + from.get().name()
                + "' to '"
                + to.get().name()
                + "', which lacks the secrets "
                + lost
                + ". Set "
                + lost.stream()
                    .map(name -> "'step-operator." + to.get().name() + ".secret." + name + "'")
                    .collect(Collectors.joining(", "))
                + ".");
      }
    }
  }

  private static void check(
      PlannedStep planned, String operator, Configuration configuration, List<String> problems) {
    String step = planned.name();
    var found = configuration.operator(operator);
    Optional<String> broken = configuration.broken().reason(operator);
    if (found.isEmpty() && broken.isPresent()) {
      problems.add(
          "Step '"
              + step
              + "' is to run on step operator '"
              + operator
              + "', whose flavor cannot be used: "
              + broken.get());
      return;
    }
    if (found.isEmpty()) {
      String files =
          configuration.files().isEmpty() ? "outrider.properties" : configuration.files();
      problems.add(
          "Step '"
              + step
              + "' is to run on step operator '"
              + operator
              + "', which is not configured"
              + NearestName.of(operator, configuration.operators().keySet())
                  .map(name -> "; did you mean '" + name + "'?")
                  .orElse(".")
              + " Add a line such as 'step-operator."
              + operator
              + ".flavor = local' to "
              + files
              + "."
              + configuration.broken().hint());
      return;
    }
    String scheme = configuration.artifactStore().getScheme();
    if (!found.get().flavor().storeSchemes().contains(scheme)) {
      problems.add(
          "Step '"
              + step
              + "' is to run on "
              + found.get()
              + ", which cannot reach the artifact store "
              + configuration.artifactStore()
              + ": it reads and writes "
              + found.get().flavor().storeSchemes().stream().sorted().toList()
              + ". Set 'artifact-store' to one of these, or take another operator.");
    }
    if (!found.get().bestEffort()) {
      resources(planned, found.get(), problems);
    }
  }

  private static void resources(
      PlannedStep step, OperatorConfiguration operator, List<String> problems) {
    for (Unsupported each : operator.flavor().unsupported(step.resources())) {
      problems.add(
          "Step '"
              + step.name()
              + "' asks "
              + operator
              + " for "
              + each.reason()
              + ". Name a step operator that can give it, leave '"
              + each.resource()
              + "' out, or set 'step-operator."
              + operator.name()
              + ".best-effort = true' to run without it.");
    }
  }
}
