// SPDX-License-Identifier: Apache-2.0
package dev.outrider.plan;

import dev.outrider.flavor.Setting;
import dev.outrider.pipeline.Caching;
import dev.outrider.pipeline.Deadlines;
import dev.outrider.pipeline.Resources;
import dev.outrider.pipeline.Retry;
import dev.outrider.pipeline.StepNode;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** Checks what a pipeline says of how a step is run, by the same declarations as properties. */
public final class SettingsCheck {

  private final String step;
  private final List<String> problems;

  private SettingsCheck(String step, List<String> problems) {
    this.step = step;
    this.problems = problems;
  }

  /** Adds a sentence for each setting of a step that cannot be. */
  static void check(StepNode<?, ?> node, List<String> problems) {
    SettingsCheck check = new SettingsCheck(node.name(), problems);
    node.operator()
        .ifPresent(
            operator ->
                Names.check("The step operator of step '" + node.name() + "'", operator, problems));
    check.resources(node.resources());
    check.retry(node.retry());
    check.deadlines(node.deadlines());
    check.caching(node.caching());
  }

  /** There is no cache yet, and {@code off} says so. */
  private void caching(Caching caching) {
    if (!caching.environment().isEmpty()) {
      problems.add(
          "Step '"
              + step
              + "': cache environment "
              + new TreeSet<>(caching.environment())
              + " is not available in this version. Leave it out.");
    }
    if (caching.ignoresClock()) {
      problems.add(
          "Step '" + step + "': cache ignoreClock is not available in this version. Leave it out.");
    }
  }

  /** Adds a sentence when the waits of a step do not fit each other. */
  public static void checkWaits(String step, Retry retry, List<String> problems) {
    Duration first = retry.backoff().orElse(Duration.ZERO);
    retry
        .longestBackoff()
        .filter(longest -> longest.compareTo(first) < 0)
        .ifPresent(
            longest ->
                new SettingsCheck(step, problems)
                    .add("retry.longest-backoff", longest, "at least retry.backoff, " + first));
  }

  private void resources(Resources resources) {
    check("resources.executors", resources.executors());
    check("resources.cores", resources.cores());
    check("resources.memory", resources.memory());
    check("resources.memory-overhead", resources.memoryOverhead());
    check("resources.driver-cores", resources.driverCores());
    check("resources.driver-memory", resources.driverMemory());
    check("resources.gpus", resources.gpus());
    check("resources.gpu-type", resources.gpuType());
  }

  private void retry(Retry retry) {
    retry.budgets().entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(
            budget ->
                check(
                    "retry." + budget.getKey().name().toLowerCase(Locale.ROOT),
                    Optional.of(budget.getValue())));
    check("retry.backoff", retry.backoff());
    check("retry.longest-backoff", retry.longestBackoff());
    checkWaits(step, retry, problems);
  }

  private void deadlines(Deadlines deadlines) {
    check("deadline.queue", deadlines.queue());
    check("deadline.start", deadlines.start());
    check("deadline.run", deadlines.run());
    check("deadline.silence", deadlines.silence());
  }

  private void check(String name, Optional<?> value) {
    Setting setting = StepSettings.of(name);
    value
        .map(Object::toString)
        .filter(text -> text.isBlank() || text.indexOf('\0') >= 0 || !setting.accepts(text))
        .ifPresent(text -> add(name, text, setting.expected(text)));
  }

  private void add(String setting, Object value, String wanted) {
    problems.add(
        "Step '" + step + "': " + setting + " was '" + value + "' but must be " + wanted + ".");
  }
}
