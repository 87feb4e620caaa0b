// SPDX-License-Identifier: Apache-2.0
package dev.outrider.cli;

import dev.outrider.config.Configuration;
import dev.outrider.ledger.Owner;
import dev.outrider.ledger.RunQuery;
import dev.outrider.ledger.RunRecord;
import dev.outrider.ledger.RunStore;
import dev.outrider.plan.NearestName;
import dev.outrider.run.ConfiguredPlan;
import dev.outrider.run.Surroundings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;

/** A command on the run store of the configuration. */
abstract class StoreCommand implements Callable<Integer>, AddsOptions, PrintsData {
  final ProjectOptions.Config options = new ProjectOptions.Config();
  final OutputOption output = new OutputOption();
  final Terminal terminal;

  StoreCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public OutputOption output() {
    return output;
  }

  @Override
  public void addTo(CommandSpec spec) {
    options.addTo(spec);
  }

  abstract int call(Configuration configuration, RunStore ledger, Surroundings surroundings)
      throws Exception;

  /**
   * There is no run store yet, and none is made: nobody who looks at a folder leaves something
   * there.
   *
   * @return the exit code
   */
  int none(Path runStore) throws UsageException {
    throw noRuns(runStore);
  }

  private static UsageException noRuns(Path runStore) {
    return new UsageException("There are no runs in " + runStore + ".");
  }

  @Override
  public Integer call() throws Exception {
    Surroundings surroundings = ProjectOptions.surroundings(terminal);
    Configuration configuration =
        ConfiguredPlan.configuration(options.project(terminal), surroundings);
    Path runStore = configuration.runStore();
    if (Files.notExists(runStore)) {
      return none(runStore);
    }
    try (RunStore ledger = open(runStore)) {
      return call(configuration, ledger, surroundings);
    }
  }

  /** Opens the run store; a command that only reads leaves one of the version before as it is. */
  RunStore open(Path runStore) {
    return terminal.open(runStore);
  }

  /** Who owns a run, for people. */
  static String owner(RunRecord run) {
    return run.owner().map(Owner::toString).orElse("nobody");
  }

  /** A run by its id, or by the beginning of one; the last one where none is named. */
  static RunRecord run(Optional<String> word, RunStore ledger) throws UsageException {
    if (word.isEmpty()) {
      return ledger.runs(RunQuery.newest(1)).stream()
          .findFirst()
          .orElseThrow(() -> noRuns(ledger.file()));
    }
    List<String> found = ledger.idsThatBegin(word.get());
    if (found.size() == 1) {
      return ledger.run(found.get(0)).orElseThrow();
    }
    if (!found.isEmpty()) {
      throw new UsageException(
          "Several runs begin with '" + word.get() + "'; write more of the id.");
    }
    List<String> near = ledger.idsNear(word.get());
    if (near.isEmpty()) {
      throw noRuns(ledger.file());
    }
    throw new UsageException(
        "There is no run '"
            + word.get()
            + "' in "
            + ledger.file()
            + NearestName.of(word.get(), near)
                .map(id -> "; did you mean " + id + "?")
                .orElse("; 'outrider runs list' lists the last ones."));
  }
}
