// SPDX-License-Identifier: Apache-2.0
package dev.outrider.cli;

import dev.outrider.config.Configuration;
import dev.outrider.ledger.RunOwners;
import dev.outrider.ledger.RunRecord;
import dev.outrider.ledger.RunStore;
import dev.outrider.run.ConfiguredPlan;
import dev.outrider.run.Orchestrator;
import dev.outrider.run.Surroundings;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code outrider runs retry}: a run that has failed, was cancelled or is held goes on with new
 * attempts of what has not succeeded.
 */
@Command
final class RetryCommand extends OneRunCommand {

  @Option(
      names = "--detach",
      description =
          "ends as soon as all that goes on runs on platforms; 'runs attach' goes on with the rest")
  private boolean detach;

  RetryCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  int call(Configuration configuration, RunStore ledger, Surroundings surroundings)
      throws Exception {
    RunRecord record = run(ledger);
    Optional<String> refusal = refusal(record, ledger, surroundings.owners(ledger));
    if (refusal.isPresent()) {
      throw new UsageException(refusal.get());
    }
    RecordedProject project = RecordedProject.of(record, options, terminal);
    try (ConfiguredPlan plan = ConfiguredPlan.of(project.changed(), surroundings)) {
      project.checkStores(plan, ledger.file(), surroundings);
      plan.requests();
      plan.warnings().forEach(warning -> terminal.err().println("warning: " + warning));
      List<String> changes = project.changes(surroundings);
      if (!changes.isEmpty()) {
        terminal.err().println("Run " + record.id() + " is retried with changed properties:");
        changes.forEach(line -> terminal.err().println("  " + line));
      }
      if (!plan.hash().equals(record.plan())) {
        terminal
            .err()
            .println(
                "The project has changed since run "
                    + record.id()
                    + " was begun; what has succeeded stays as it is");
      }
      return goOn(record, Orchestrator::retry, plan, ledger, surroundings, detach);
    }
  }

  private static Optional<String> refusal(RunRecord record, RunStore ledger, RunOwners owners) {
    String id = record.id();
    if (record.outcome().equals("succeeded")) {
      return Optional.of("Run " + id + " has succeeded: there is nothing to try again.");
    }
    if (record.outcome().equals("running")) {
      return Optional.of(
          owners.isFree(record)
              ? "Run "
                  + id
                  + " has not ended, and nobody goes on with it: 'outrider runs attach "
                  + id
                  + "' does."
              : "Run " + id + " has not ended: " + owner(record) + " runs it.");
    }
    List<String> leaked =
        ledger.attempts(id).stream()
            .filter(each -> each.leaked().isPresent())
            .map(each -> "'" + each.step() + "'")
            .toList();
    return leaked.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "A job of step "
                + String.join(", ", leaked)
                + " of run "
                + id
                + " may still run. Stop it first: 'outrider runs leaked --cancel'.");
  }
}
