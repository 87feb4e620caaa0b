// SPDX-License-Identifier: Apache-2.0
package dev.outrider.cli;

import dev.outrider.ledger.RunStore;
import dev.outrider.run.ConfiguredPlan;
import dev.outrider.run.Orchestrator;
import dev.outrider.run.Surroundings;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code outrider run}: runs a pipeline to its end. */
@Command
final class RunCommand implements Callable<Integer>, PrintsData {
  @Mixin private ProjectOptions.Pipeline options = new ProjectOptions.Pipeline();
  private final OutputOption output = new OutputOption();
  private final Terminal terminal;

  RunCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public OutputOption output() {
    return output;
  }

  @Override
  public Integer call() throws Exception {
    Surroundings surroundings = ProjectOptions.surroundings(terminal);
    try (ConfiguredPlan plan = ConfiguredPlan.of(options.pipelineOf(terminal), surroundings)) {
      // everything that a platform would refuse is told before there is a run
      plan.requests();
      plan.warnings().forEach(warning -> terminal.err().println("warning: " + warning));
      try (RunStore ledger = RunStore.open(plan.configuration().runStore(), terminal.patience())) {
        RunScreen display = RunScreen.of(terminal, plan, output.isJson());
        Orchestrator run = Orchestrator.begin(plan, ledger, surroundings, display);
        return RunWatch.run(run, plan, display, terminal, output);
      }
    }
  }
}
