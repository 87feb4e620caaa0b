// SPDX-License-Identifier: Apache-2.0
package dev.outrider.cli;

import dev.outrider.ledger.RunStore;
import dev.outrider.run.ConfiguredPlan;
import dev.outrider.run.Orchestrator;
import dev.outrider.run.Project;
import dev.outrider.run.Surroundings;
import dev.outrider.run.TakenOutputs;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** {@code outrider run}: runs a pipeline to its end. */
@Command
final class RunCommand implements Callable<Integer>, AddsOptions, PrintsData {
  @Mixin private ProjectOptions.Pipeline options = new ProjectOptions.Pipeline();

  @Option(
      names = "--from",
      paramLabel = "STEP",
      description =
          "begins with this step, with the outputs of the last run that had the same parameters")
  private Optional<String> from = Optional.empty();

  @Option(
      names = "--detach",
      description =
          "ends as soon as all that goes on runs on platforms; 'runs attach' goes on with the rest")
  private boolean detach;

  @Mixin private RehearsalOption rehearsal = new RehearsalOption();

  private final OutputOption output = new OutputOption();
  private final Terminal terminal;

  RunCommand(Terminal terminal) {
    this.terminal = terminal;
  }

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
    Surroundings surroundings = ProjectOptions.surroundings(terminal);
    if (detach && rehearsal.isSet()) {
      throw new UsageException(
          "A rehearsal ends with this process, and cannot be let go of. Leave out --detach.");
    }
    Project project = rehearsal.applyTo(options.project(terminal));
    try (ConfiguredPlan plan = ConfiguredPlan.of(project, surroundings);
        AutoCloseable guard = RehearsalOption.guard(plan)) {
      rehearsal.tell(plan, terminal);
      // everything that a platform would refuse is told before there is a run
      plan.requests();
      plan.warnings().forEach(warning -> terminal.err().println("warning: " + warning));
      try (RunStore ledger = terminal.open(plan.configuration().runStore())) {
        Optional<TakenOutputs> taken = taken(plan, ledger);
        LeakedCommand.tell(ledger, terminal);
        RunScreen display = RunScreen.of(terminal, plan, output.isJson());
        Orchestrator run = Orchestrator.begin(plan, ledger, surroundings, display, taken);
        return new RunWatch(run, plan, display, terminal, output).toEnd(detach);
      }
    }
  }

  private Optional<TakenOutputs> taken(ConfiguredPlan plan, RunStore ledger)
      throws IOException, UsageException {
    try {
      return from.isEmpty()
          ? Optional.empty()
          : Optional.of(TakenOutputs.before(from.get(), plan, ledger));
    } catch (IllegalArgumentException e) {
      throw new UsageException(e.getMessage());
    }
  }
}
