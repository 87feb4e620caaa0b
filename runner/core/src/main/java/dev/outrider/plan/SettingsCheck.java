// SPDX-License-Identifier: Apache-2.0
package dev.outrider.plan;

import dev.outrider.pipeline.Caching;
import dev.outrider.pipeline.Deadlines;
import dev.outrider.pipeline.Resources;
import dev.outrider.pipeline.Retry;
import dev.outrider.pipeline.StepNode;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Checks what a pipeline says of how a step is run. */
final class SettingsCheck {

  /** Spark's JavaUtils.byteStringAs: a whole number and a suffix. */
  private static final Pattern SIZE = Pattern.compile("([0-9]+)(?:[kmgtp]?b?)");

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

  private void resources(Resources resources) {
    atLeast("executors", resources.executors(), 1);
    atLeast("cores", resources.cores(), 1);
    size("memory", resources.memory());
    size("memoryOverhead", resources.memoryOverhead());
    atLeast("driverCores", resources.driverCores(), 1);
    size("driverMemory", resources.driverMemory());
    atLeast("gpus", resources.gpus(), 0);
    if (resources.gpuType().filter(String::isBlank).isPresent()) {
      add("gpuType", resources.gpuType().get(), "the platform's name of a kind of GPU");
    }
  }

  private void retry(Retry retry) {
    retry.budgets().entrySet().stream()
        .sorted(java.util.Map.Entry.comparingByKey())
        .filter(budget -> budget.getValue() < 0)
        .forEach(
            budget ->
                add(
                    "retry." + budget.getKey().name().toLowerCase(Locale.ROOT),
                    budget.getValue(),
                    "0 or more"));
    Duration first = retry.backoff().orElse(Duration.ZERO);
    if (first.isNegative()) {
      add("retry.backoff", first, "0 or longer");
    }
    retry
        .longestBackoff()
        .filter(longest -> longest.compareTo(first) < 0)
        .ifPresent(longest -> add("the longest retry.backoff", longest, "at least " + first));
  }

  private void deadlines(Deadlines deadlines) {
    positive("deadline queue", deadlines.queue());
    positive("deadline start", deadlines.start());
    positive("deadline run", deadlines.run());
    positive("deadline silence", deadlines.silence());
  }

  private void atLeast(String setting, Optional<Integer> value, int least) {
    value.filter(each -> each < least).ifPresent(each -> add(setting, each, least + " or more"));
  }

  private void positive(String setting, Optional<Duration> value) {
    value
        .filter(each -> each.isNegative() || each.isZero())
        .ifPresent(each -> add(setting, each, "longer than 0"));
  }

  private void size(String setting, Optional<String> value) {
    value
        .filter(each -> !isSize(each))
        .ifPresent(each -> add(setting, each, "a size as Spark writes it, for example 512m or 8g"));
  }

  private static boolean isSize(String text) {
    Matcher matcher = SIZE.matcher(text.strip().toLowerCase(Locale.ROOT));
    return matcher.matches() && !matcher.group(1).matches("0+");
  }

  private void add(String setting, Object value, String wanted) {
    problems.add(
        "Step '" + step + "': " + setting + " was '" + value + "' but must be " + wanted + ".");
  }
}
