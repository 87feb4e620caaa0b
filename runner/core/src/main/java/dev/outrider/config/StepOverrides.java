// SPDX-License-Identifier: Apache-2.0
package dev.outrider.config;

import dev.outrider.flavor.Setting;
import dev.outrider.flavor.Settings;
import dev.outrider.pipeline.Caching;
import dev.outrider.pipeline.Deadlines;
import dev.outrider.pipeline.Resources;
import dev.outrider.pipeline.Retry;
import dev.outrider.plan.NearestName;
import dev.outrider.plan.Plan;
import dev.outrider.plan.PlannedStep;
import dev.outrider.plan.SettingsCheck;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the properties say of steps, put on top of what the code says. Immutable. */
public final class StepOverrides {
  /**
   * One property of a step.
   *
   * @param pipeline the pipeline that it is for; empty for every one
   */
  record Override(Optional<String> pipeline, String step, String setting, Property property) {}

  private final List<Override> overrides;

  StepOverrides(List<Override> overrides) {
    // those for one pipeline last, so that they win
    List<Override> sorted = new ArrayList<>(overrides);
    sorted.sort((a, b) -> Boolean.compare(a.pipeline().isPresent(), b.pipeline().isPresent()));
    this.overrides = List.copyOf(sorted);
  }

  /**
   * A plan with the properties on top.
   *
   * @param problems gets a sentence for each property that names no step of the plan
   */
  Plan apply(Plan plan, List<String> problems) {
    List<String> names = plan.steps().stream().map(PlannedStep::name).toList();
    Map<String, Map<String, String>> given = new LinkedHashMap<>();
    for (Override each : overrides) {
      if (each.pipeline().filter(name -> !name.equals(plan.pipeline())).isPresent()) {
        continue;
      }
      if (!names.contains(each.step())) {
        problems.add(
            each.property().place()
                + ": '"
                + each.property().key()
                + "' names no step of pipeline '"
                + plan.pipeline()
                + "'"
                + NearestName.of(each.step(), names)
                    .map(n -> "; did you mean '" + n + "'?")
                    .orElse("; it has " + names + "."));
        continue;
      }
      given
          .computeIfAbsent(each.step(), step -> new LinkedHashMap<>())
          .put(each.setting(), each.property().value());
    }
    List<PlannedStep> steps =
        plan.steps().stream()
            .map(step -> given.containsKey(step.name()) ? on(step, given.get(step.name())) : step)
            .toList();
    steps.forEach(step -> SettingsCheck.checkWaits(step.name(), step.retry(), problems));
    return new Plan(plan.pipeline(), plan.parameters(), steps);
  }

  /** The properties that apply to the steps of a plan, in the order of its steps. */
  public List<Overridden> of(Plan plan) {
    List<Overridden> found = new ArrayList<>();
    for (PlannedStep step : plan.steps()) {
      Map<String, Overridden> ofStep = new LinkedHashMap<>();
      for (Override each : overrides) {
        boolean applies =
            each.step().equals(step.name())
                && each.pipeline().filter(name -> !name.equals(plan.pipeline())).isEmpty();
        if (applies) {
          Property property = each.property();
          ofStep.put(
              each.setting(),
              new Overridden(
                  step.name(), each.setting(), property.value(), property.key(), property.place()));
        }
      }
      found.addAll(ofStep.values());
    }
    return found;
  }

  private static PlannedStep on(PlannedStep step, Map<String, String> given) {
    List<Setting> declared = Keys.STEP;
    Settings settings = Settings.of(declared, given);
    return new PlannedStep(
        step.name(),
        step.stepClass(),
        step.parameters(),
        step.inputs(),
        settings.text(Keys.STEP_OPERATOR).or(step::operator),
        resources(step.resources(), settings),
        retry(step.retry(), settings),
        deadlines(step.deadlines(), settings),
        caching(step.caching(), settings),
        step.predecessors());
  }

  private static Resources resources(Resources resources, Settings settings) {
    return new Resources(
        count(settings, "resources.executors").or(resources::executors),
        count(settings, "resources.cores").or(resources::cores),
        settings.text("resources.memory").or(resources::memory),
        settings.text("resources.memory-overhead").or(resources::memoryOverhead),
        count(settings, "resources.driver-cores").or(resources::driverCores),
        settings.text("resources.driver-memory").or(resources::driverMemory),
        count(settings, "resources.gpus").or(resources::gpus),
        settings.text("resources.gpu-type").or(resources::gpuType));
  }

  private static Retry retry(Retry before, Settings settings) {
    Retry retry = before;
    retry = count(settings, "retry.user").map(retry::user).orElse(retry);
    retry = count(settings, "retry.resource").map(retry::resource).orElse(retry);
    retry = count(settings, "retry.capacity").map(retry::capacity).orElse(retry);
    retry = count(settings, "retry.platform").map(retry::platform).orElse(retry);
    retry = count(settings, "retry.configuration").map(retry::configuration).orElse(retry);
    retry = count(settings, "retry.timeout").map(retry::timeout).orElse(retry);
    Optional<Duration> first = duration(settings, "retry.backoff").or(retry::backoff);
    Optional<Duration> longest =
        duration(settings, "retry.longest-backoff").or(retry::longestBackoff);
    return new Retry(retry.budgets(), first, longest);
  }

  private static Deadlines deadlines(Deadlines deadlines, Settings settings) {
    return new Deadlines(
        duration(settings, "deadline.queue").or(deadlines::queue),
        duration(settings, "deadline.start").or(deadlines::start),
        duration(settings, "deadline.run").or(deadlines::run),
        duration(settings, "deadline.silence").or(deadlines::silence));
  }

  private static Caching caching(Caching caching, Settings settings) {
    return settings.text(Keys.CACHE).map(text -> caching.off()).orElse(caching);
  }

  private static Optional<Integer> count(Settings settings, String name) {
    return settings.text(name).map(Integer::valueOf);
  }

  private static Optional<Duration> duration(Settings settings, String name) {
    return settings.text(name).map(text -> settings.duration(name));
  }
}
