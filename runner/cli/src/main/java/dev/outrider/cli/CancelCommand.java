// SPDX-License-Identifier: Apache-2.0
package dev.outrider.cli;

import dev.outrider.config.Configuration;
import dev.outrider.ledger.RunOwners;
import dev.outrider.ledger.RunRecord;
import dev.outrider.ledger.RunStore;
import dev.outrider.run.ConfiguredPlan;
import dev.outrider.run.Orchestrator;
import dev.outrider.run.Project;
import dev.outrider.run.Surroundings;
import java.time.Duration;

/**
 * {@code outrider runs cancel}: stops a run, whoever runs it, and waits until every platform has
 * confirmed. Ctrl-C ends the waiting only, where the run has an owner.
 */
final class CancelCommand extends OneRunCommand {
  private static final Duration LOOK = Duration.ofMillis(200);

  CancelCommand(Terminal terminal) {
    super(terminal);
  }

  /** How the run has ended. */
  record Cancelled(String run, String outcome) {}

  @Override
  int call(Configuration configuration, RunStore ledger, Surroundings surroundings)
      throws Exception {
    RunRecord record = run(ledger);
    if (!Orchestrator.isOpen(record)) {
      throw new UsageException(
          "Run "
              + record.id()
              + " has ended: "
              + record.outcome()
              + ". There is nothing to cancel.");
    }
    // refused before anything is asked for, whoever owns the run
    Project project = RecordedProject.of(record, options, terminal).unchanged("cancelled");
    ledger.want(record.id(), "cancel", surroundings.clock().instant());
    RunOwners owners = surroundings.owners(ledger);
    boolean told = false;
    while (Orchestrator.isOpen(record)) {
      if (owners.isFree(record)) {
        return cancelHere(record, project, ledger, surroundings);
      }
      if (!told) {
        told = true;
        terminal
            .err()
            .println(
                "Cancelling run "
                    + record.id()
                    + ", which "
                    + owner(record)
                    + " runs: waiting for its jobs to end");
      }
      terminal.pause().of(LOOK);
      record = ledger.run(record.id()).orElseThrow();
    }
    if (output.isJson()) {
      output.print(terminal, new Cancelled(record.id(), record.outcome()), Cancelled.class);
    } else {
      terminal.out().println("Run " + record.id() + " " + record.outcome());
    }
    return record.outcome().equals("failed") ? ExitCode.FAILED : ExitCode.DONE;
  }

  private int cancelHere(
      RunRecord record, Project project, RunStore ledger, Surroundings surroundings)
      throws Exception {
    try (ConfiguredPlan plan = ConfiguredPlan.of(project, surroundings)) {
      int code = goOn(record, Orchestrator::adoptToCancel, plan, ledger, surroundings, false);
      return code == ExitCode.CANCELLED ? ExitCode.DONE : code;
    }
  }
}
