// SPDX-License-Identifier: Apache-2.0
package dev.outrider.cli;

import dev.outrider.ledger.RunRecord;
import dev.outrider.ledger.RunStore;
import java.util.Optional;
import picocli.CommandLine.Parameters;

/** A command on one run of the run store. */
abstract class OneRunCommand extends StoreCommand {
  @Parameters(
      arity = "0..1",
      paramLabel = "RUN",
      description = "a run's id, or how it begins; default the last one")
  private Optional<String> run = Optional.empty();

  OneRunCommand(Terminal terminal) {
    super(terminal);
  }

  /** The run that is named. */
  RunRecord run(RunStore ledger) throws UsageException {
    return run(run, ledger);
  }
}
