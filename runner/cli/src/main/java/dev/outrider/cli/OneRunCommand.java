// SPDX-License-Identifier: Apache-2.0
package dev.outrider.cli;

import dev.outrider.ledger.Ledger;
import dev.outrider.ledger.RunOwners;
import dev.outrider.ledger.RunRecord;
import dev.outrider.ledger.RunStore;
import dev.outrider.run.ConfiguredPlan;
import dev.outrider.run.Orchestrator;
import dev.outrider.run.RunListener;
import dev.outrider.run.Surroundings;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** A command on one run of the run store. */
abstract class OneRunCommand extends StoreCommand {
  private static final Duration LOOK = Duration.ofMillis(500);

  private final PositionalParamSpec run =
      PositionalParamSpec.builder()
          .index("0")
          .arity("0..1")
          .type(String.class)
          .paramLabel("[RUN]")
          .description("a run's id, or how it begins; default the last one")
          .build();

  /** The same by the name that commands on a step have; understood, not shown. */
  private final OptionSpec named =
      OptionSpec.builder("--run")
          .type(String.class)
          .paramLabel("RUN")
          .description("the same")
          .hidden(true)
          .build();

  OneRunCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  public void addTo(CommandSpec spec) {
    super.addTo(spec);
    spec.addPositional(run).addOption(named);
  }

  /** The run that is named. */
  RunRecord run(RunStore ledger) throws UsageException {
    Optional<String> run = Optional.ofNullable(this.run.getValue());
    Optional<String> named = Optional.ofNullable(this.named.getValue());
    if (run.isPresent() && named.isPresent()) {
      throw new UsageException(
          "The run is named twice, as '"
              + run.get()
              + "' and by --run "
              + named.get()
              + ". Name it once.");
    }
    return run(run.or(() -> named), ledger);
  }

  /**
   * Waits, where the owner of a run is under another boot of a machine, until it is known whether
   * it is alive: until its lease is renewed, or has not been for long enough.
   *
   * @return the run as it is then
   */
  RunRecord settled(RunRecord record, RunStore ledger, RunOwners owners)
      throws InterruptedException {
    RunRecord now = record;
    boolean told = false;
    while (owners.standing(now) == RunOwners.Standing.UNPROVEN) {
      if (!told) {
        told = true;
        terminal
            .err()
            .println(
                "The owner of run "
                    + now.id()
                    + ", "
                    + owner(now)
                    + ", is under another boot or of an earlier version: watching for "
                    + owners.lease().toSeconds()
                    + " s whether it renews its lease");
      }
      terminal.pause().of(LOOK);
      now = ledger.run(now.id()).orElseThrow();
    }
    return now;
  }

  /** Takes a run that no process owns. */
  interface Taking {
    /**
     * @return empty when another process was faster
     * @throws IllegalStateException when the run cannot be gone on with; the message says why
     */
    Optional<Orchestrator> take(
        RunRecord record,
        ConfiguredPlan plan,
        Ledger ledger,
        Surroundings surroundings,
        RunListener listener);
  }

  /**
   * Takes a run, and goes on with it.
   *
   * @param detach whether to let go of it when no step needs this process any more
   * @return the exit code
   */
  int goOn(
      RunRecord record,
      Taking taking,
      ConfiguredPlan plan,
      RunStore ledger,
      Surroundings surroundings,
      boolean detach)
      throws Exception {
    RunScreen display = RunScreen.of(terminal, plan, output.isJson());
    Orchestrator taken;
    try {
      taken =
          taking
              .take(record, plan, ledger, surroundings, display)
              .orElseThrow(
                  () ->
                      new UsageException(
                          "Another process was faster to take run " + record.id() + "."));
    } catch (IllegalStateException e) {
      throw new UsageException(e.getMessage());
    }
    return new RunWatch(taken, plan, display, terminal, output).toEnd(detach);
  }
}
