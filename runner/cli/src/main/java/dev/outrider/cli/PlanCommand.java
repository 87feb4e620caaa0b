// SPDX-License-Identifier: Apache-2.0
package dev.outrider.cli;

import dev.outrider.flavor.RenderedRequest;
import dev.outrider.plan.PlannedStep;
import dev.outrider.run.ConfiguredPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;

/** {@code outrider plan}: shows what {@code outrider run} would submit. */
@Command
final class PlanCommand implements Callable<Integer>, AddsOptions, PrintsData {
  @Mixin private ProjectOptions.Pipeline options = new ProjectOptions.Pipeline();
  @Mixin private RehearsalOption rehearsal = new RehearsalOption();
  private final OutputOption output = new OutputOption();
  private final Terminal terminal;

  PlanCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  /** What would be done. */
  record Shown(String pipeline, List<Step> steps, List<String> warnings) {}

  /** A step, and what would be submitted for it. */
  record Step(
      String step,
      Optional<String> stepOperator,
      List<String> after,
      Optional<String> title,
      Optional<String> request,
      Map<String, String> files,
      List<RenderedRequest.Command> commands,
      List<String> notes) {}

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
    try (ConfiguredPlan plan =
        ConfiguredPlan.of(
            rehearsal.applyTo(options.project(terminal)), ProjectOptions.surroundings(terminal))) {
      rehearsal.tell(plan, terminal);
      Map<String, RenderedRequest> requests = plan.requests();
      List<Step> steps = new ArrayList<>();
      for (PlannedStep each : plan.plan().steps()) {
        Optional<RenderedRequest> request = Optional.ofNullable(requests.get(each.name()));
        steps.add(
            new Step(
                each.name(),
                each.operator(),
                List.copyOf(each.predecessors()),
                request.map(RenderedRequest::title),
                request.map(RenderedRequest::body),
                request.map(RenderedRequest::files).orElse(Map.of()),
                request.map(RenderedRequest::commands).orElse(List.of()),
                request.map(RenderedRequest::notes).orElse(List.of())));
      }
      Shown shown = new Shown(plan.plan().pipeline(), steps, plan.warnings());
      if (output.isJson()) {
        output.print(terminal, shown, Shown.class);
      } else {
        print(shown);
      }
      return ExitCode.DONE;
    }
  }

  void print(Shown shown) {
    shown.warnings().forEach(warning -> terminal.err().println("warning: " + warning));
    terminal.out().println("Pipeline '" + shown.pipeline() + "'; nothing is submitted.");
    for (Step step : shown.steps()) {
      terminal.out().println();
      terminal
          .out()
          .println(
              step.step()
                  + step.stepOperator().map(name -> " on " + name).orElse(" in the orchestrator")
                  + (step.after().isEmpty() ? "" : ", after " + String.join(", ", step.after())));
      step.title().ifPresent(title -> terminal.out().println("  " + title));
      step.request().ifPresent(this::indented);
      step.files()
          .forEach(
              (name, text) -> {
                terminal.out().println("  file order/" + name);
                indented(text);
              });
      for (RenderedRequest.Command each : step.commands()) {
        terminal.out().println("  the same " + each.where() + ":");
        indented(each.line());
      }
      step.notes().forEach(note -> terminal.out().println("  " + note));
    }
  }

  private void indented(String text) {
    text.lines().forEach(line -> terminal.out().println("    " + line));
  }
}
