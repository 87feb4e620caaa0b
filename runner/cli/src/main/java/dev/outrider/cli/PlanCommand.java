// SPDX-License-Identifier: Apache-2.0
package dev.outrider.cli;

import dev.outrider.config.OperatorConfiguration;
import dev.outrider.config.Overridden;
import dev.outrider.flavor.RenderedRequest;
import dev.outrider.pipeline.Deadlines;
import dev.outrider.pipeline.Resources;
import dev.outrider.pipeline.Retry;
import dev.outrider.plan.NearestName;
import dev.outrider.plan.PlannedStep;
import dev.outrider.run.ConfiguredPlan;
import dev.outrider.step.FailureKind;
import dev.outrider.step.value.JsonText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/**
 * {@code outrider plan}: what {@code outrider run} would do, a line for each step, or what it would
 * send.
 */
@Command
final class PlanCommand implements Callable<Integer>, AddsOptions, PrintsData {
  /** What {@code --requests} without a step means; no step has such a name. */
  private static final String EVERY_STEP = "*";

  @Mixin private ProjectOptions.Pipeline options = new ProjectOptions.Pipeline();
  @Mixin private RehearsalOption rehearsal = new RehearsalOption();

  @Option(
      names = "--requests",
      arity = "0..1",
      fallbackValue = EVERY_STEP,
      paramLabel = "[STEP]",
      description = "shows what would be sent, for one step or every step")
  private Optional<String> requests = Optional.empty();

  @Option(
      names = "--full",
      description = "shows JVM options, paths of bundles and similar warnings in full")
  private boolean full;

  private final OutputOption output = new OutputOption();
  private final Terminal terminal;

  PlanCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  /**
   * What would be done.
   *
   * @param parameters the value of each parameter of the pipeline
   * @param defaultRetries how often a step is retried that sets nothing, by the kind of failure
   */
  record Shown(
      String pipeline,
      Map<String, JsonText> parameters,
      List<Step> steps,
      Map<FailureKind, Integer> defaultRetries,
      List<String> warnings) {}

  /**
   * A step, and what would be submitted for it.
   *
   * @param flavor that of its step operator
   * @param maxConcurrent how many jobs its step operator may have at once
   * @param parameters the components of the step value
   * @param secrets the names of the secrets that its step operator offers
   * @param retries how often it is retried, by the kind of failure
   * @param backoff the wait before the first retry, if set
   * @param longestBackoff the longest wait before a retry, if set
   * @param overridden the values that properties set
   */
  record Step(
      String step,
      Optional<String> stepOperator,
      Optional<String> flavor,
      Optional<Integer> maxConcurrent,
      List<String> after,
      JsonText parameters,
      Set<String> secrets,
      Resources resources,
      Deadlines deadlines,
      Map<FailureKind, Integer> retries,
      Optional<Duration> backoff,
      Optional<Duration> longestBackoff,
      List<SetValue> overridden,
      Optional<String> title,
      Optional<String> request,
      Map<String, String> files,
      List<RenderedRequest.Command> commands,
      List<String> notes) {}

  /** A value that a property sets, and where. */
  record SetValue(String setting, String value, String key, String place) {}

  @Override
  public void addTo(CommandSpec spec) {
    options.addTo(spec);
  }

  @Override
  public OutputOption output() {
    return output;
  }

  @Override
  public Integer call() throws Exception {
    if (output.isJson() && (requests.isPresent() || full)) {
      throw new UsageException(
          "--output json has every request in full. Leave out "
              + (requests.isPresent() ? "--requests." : "--full."));
    }
    // 'plan --requests acme.Flights': the pipeline, as no step is named
    if (requests.isPresent() && options.takeTarget(requests.get())) {
      requests = Optional.of(EVERY_STEP);
    }
    try (ConfiguredPlan plan =
        ConfiguredPlan.of(
            rehearsal.applyTo(options.project(terminal)), ProjectOptions.surroundings(terminal))) {
      rehearsal.tell(plan, terminal);
      Shown shown = shown(plan);
      if (output.isJson()) {
        output.print(terminal, shown, Shown.class);
      } else {
        print(shown);
      }
      return ExitCode.DONE;
    }
  }

  private static Shown shown(ConfiguredPlan plan) throws Exception {
    Map<String, RenderedRequest> rendered = plan.requests();
    List<Overridden> overridden = plan.overridden();
    List<Step> steps = new ArrayList<>();
    for (PlannedStep each : plan.plan().steps()) {
      Optional<RenderedRequest> request = Optional.ofNullable(rendered.get(each.name()));
      Optional<OperatorConfiguration> operator =
          each.operator().flatMap(plan.configuration()::operator);
      steps.add(
          new Step(
              each.name(),
              each.operator(),
              operator.map(found -> found.flavor().name()),
              each.operator().flatMap(plan::maxConcurrent),
              List.copyOf(each.predecessors()),
              each.parameters(),
              operator
                  .<Set<String>>map(found -> new TreeSet<>(found.secrets().keySet()))
                  .orElse(Set.of()),
              each.resources(),
              each.deadlines(),
              ConfiguredPlan.retries(each.retry()),
              each.retry().backoff(),
              each.retry().longestBackoff(),
              overridden.stream()
                  .filter(one -> one.step().equals(each.name()))
                  .map(one -> new SetValue(one.setting(), one.value(), one.key(), one.place()))
                  .toList(),
              request.map(RenderedRequest::title),
              request.map(RenderedRequest::body),
              request.map(RenderedRequest::files).orElse(Map.of()),
              request.map(RenderedRequest::commands).orElse(List.of()),
              request.map(RenderedRequest::notes).orElse(List.of())));
    }
    return new Shown(
        plan.plan().pipeline(),
        plan.plan().parameters(),
        steps,
        ConfiguredPlan.retries(Retry.unspecified()),
        plan.warnings());
  }

  private void print(Shown shown) throws UsageException {
    if (requests.isEmpty()) {
      new PlanText(shown).print(terminal.out(), terminal.columns());
    } else {
      List<Step> chosen = chosen(shown);
      RequestText text = new RequestText(terminal.out(), full);
      text.pipeline(shown.pipeline());
      chosen.forEach(text::print);
    }
    terminal.out().flush();
    List<String> warnings = full ? shown.warnings() : Alike.counted(shown.warnings());
    warnings.forEach(warning -> terminal.err().println("warning: " + warning));
  }

  private List<Step> chosen(Shown shown) throws UsageException {
    String name = requests.orElseThrow();
    if (name.equals(EVERY_STEP)) {
      return shown.steps();
    }
    List<String> names = shown.steps().stream().map(Step::step).toList();
    if (!names.contains(name)) {
      throw new UsageException(
          "Pipeline '"
              + shown.pipeline()
              + "' has no step '"
              + name
              + "'"
              + NearestName.of(name, names)
                  .map(each -> "; did you mean '" + each + "'?")
                  .orElse("; it has " + names + "."));
    }
    return shown.steps().stream().filter(each -> each.step().equals(name)).toList();
  }
}
