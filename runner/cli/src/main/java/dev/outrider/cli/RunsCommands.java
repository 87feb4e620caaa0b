// SPDX-License-Identifier: Apache-2.0
package dev.outrider.cli;

import dev.outrider.config.Configuration;
import dev.outrider.ledger.Look;
import dev.outrider.ledger.RunOwners;
import dev.outrider.ledger.RunQuery;
import dev.outrider.ledger.RunRecord;
import dev.outrider.ledger.RunStore;
import dev.outrider.run.ConfiguredPlan;
import dev.outrider.run.Orchestrator;
import dev.outrider.run.Phase;
import dev.outrider.run.Project;
import dev.outrider.run.RunReader;
import dev.outrider.run.RunState;
import dev.outrider.run.StepState;
import dev.outrider.run.Surroundings;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code outrider runs …}: the runs of the run store. */
final class RunsCommands {
  private RunsCommands() {}

  /** {@code outrider runs list}: the newest runs. */
  @Command
  static final class ListCommand extends StoreCommand {
    @Option(
        names = "--limit",
        paramLabel = "NUMBER",
        description = "number of runs, the newest first; default 50")
    private int limit = 50;

    @Option(names = "--pipeline", paramLabel = "NAME", description = "only runs of this pipeline")
    private Optional<String> pipeline = Optional.empty();

    @Option(
        names = "--outcome",
        paramLabel = "OUTCOME",
        description = "only runs that are running, held, succeeded, failed or cancelled")
    private Optional<String> outcome = Optional.empty();

    @Option(
        names = "--since",
        paramLabel = "TIME",
        description = "only runs begun since then: 2026-11-30, 2026-11-30T08:00:00Z, 12h or 7d")
    private Optional<String> since = Optional.empty();

    private static final int MOST = 100_000;
    private static final List<String> OUTCOMES =
        Stream.of(RunState.Outcome.values()).map(Orchestrator::title).toList();

    ListCommand(Terminal terminal) {
      super(terminal);
    }

    /** A run in the list. */
    record Row(
        String run, String pipeline, String outcome, Instant created, Optional<Double> seconds) {}

    /**
     * A page of them.
     *
     * @param more whether there are older ones that fit
     */
    record Listing(List<Row> runs, boolean more) {}

    @Override
    RunStore open(Path runStore) {
      return terminal.openToRead(runStore);
    }

    @Override
    int call(Configuration configuration, RunStore ledger, Surroundings surroundings)
        throws UsageException {
      RunOwners owners = surroundings.owners(ledger);
      Instant now = surroundings.clock().instant();
      List<Row> rows = new ArrayList<>();
      List<RunRecord> found = ledger.runs(query(now));
      boolean more = found.size() > limit;
      for (RunRecord each : more ? found.subList(0, limit) : found) {
        rows.add(
            new Row(
                each.id(),
                each.pipeline(),
                outcome(each, owners, now),
                each.created(),
                each.ended()
                    .map(end -> Duration.between(each.created(), end).toMillis() / 1000.0)));
      }
      return print(rows, more, ledger.file());
    }

    /** Says of a run that goes on whether anybody does, as far as that is known at once. */
    private static String outcome(RunRecord run, RunOwners owners, Instant now) {
      if (!run.outcome().equals("running")) {
        return run.outcome();
      }
      return owners.isFree(run)
          ? "has no owner"
          : run.outcome()
              + owners
                  .leaseAge(run, now)
                  .map(age -> ", its lease is " + age.toSeconds() + " s old")
                  .orElse("");
    }

    @Override
    int none(Path runStore) throws UsageException {
      query(Instant.now());
      return print(List.of(), false, runStore);
    }

    /** One more than is shown, which tells whether there are more. */
    private RunQuery query(Instant now) throws UsageException {
      if (limit < 1 || limit > MOST) {
        throw new UsageException("--limit was " + limit + " but must be 1 to " + MOST + ".");
      }
      if (outcome.isPresent() && !OUTCOMES.contains(outcome.get())) {
        throw new UsageException(
            "--outcome was '"
                + outcome.get()
                + "' but must be one of "
                + String.join(", ", OUTCOMES)
                + ".");
      }
      return new RunQuery(
          pipeline,
          outcome,
          Optional.empty(),
          since.isPresent() ? Optional.of(Since.parse(since.get(), now)) : Optional.empty(),
          Optional.empty(),
          limit + 1);
    }

    private int print(List<Row> rows, boolean more, Path runStore) {
      if (output.isJson()) {
        output.print(terminal, new Listing(rows, more), Listing.class);
      } else if (rows.isEmpty()) {
        boolean all = pipeline.isEmpty() && outcome.isEmpty() && since.isEmpty();
        terminal.out().println("No runs in " + runStore + (all ? "." : " that fit."));
      } else {
        Table table = new Table("RUN", "OUTCOME", "BEGUN", "TOOK", "PIPELINE");
        for (Row each : rows) {
          table.row(
              each.run(),
              each.outcome(),
              each.created().truncatedTo(ChronoUnit.SECONDS).toString(),
              each.seconds().map(s -> String.format(Locale.ROOT, "%.1f s", s)).orElse(""),
              each.pipeline());
        }
        table.print(terminal);
        if (more) {
          terminal
              .err()
              .println(
                  "There are older runs: use --limit, --pipeline, --outcome or --since to see"
                      + " others.");
        }
      }
      return ExitCode.DONE;
    }
  }

  /** {@code outrider runs show}. */
  @Command
  static final class ShowCommand extends OneRunCommand {

    ShowCommand(Terminal terminal) {
      super(terminal);
    }

    @Override
    RunStore open(Path runStore) {
      return terminal.openToRead(runStore);
    }

    @Override
    int call(Configuration configuration, RunStore ledger, Surroundings surroundings)
        throws UsageException {
      RunRecord record = run(ledger);
      RunState state = Orchestrator.state(record, ledger);
      RunSummary summary;
      try (RunReader reader = RunReader.open(configuration, surroundings, record.id())) {
        summary = RunSummary.of(state, record.outcome(), record.pipeline(), reader);
      }
      summary.unread().ifPresent(reason -> RunSummary.tell(reason, configuration, terminal));
      if (output.isJson()) {
        output.print(terminal, summary, RunSummary.class);
        return ExitCode.DONE;
      }
      terminal
          .out()
          .println(
              "Run "
                  + summary.run()
                  + " of pipeline '"
                  + summary.pipeline()
                  + "': "
                  + summary.outcome());
      Instant now = surroundings.clock().instant();
      RunOwners owners = surroundings.owners(ledger);
      boolean open = Orchestrator.isOpen(record);
      if (open && owners.isFree(record)) {
        terminal
            .out()
            .println("Nobody goes on with it: 'outrider runs attach " + record.id() + "' does.");
      }
      if (open) {
        owners
            .leaseAge(record, now)
            .ifPresent(
                age ->
                    terminal
                        .out()
                        .println(
                            "Its owner, "
                                + owner(record)
                                + ", is under another boot; its lease is "
                                + age.toSeconds()
                                + " s old."));
      }
      if (open && state.stepsAreOver()) {
        terminal
            .out()
            .println("Its steps are over; its step operators give back what they keep for it.");
      }
      Table table = new Table("STEP", "STATE", "ATTEMPT", "TOOK", "");
      for (RunSummary.Step step : summary.steps()) {
        table.row(
            step.step(),
            step.phase(),
            step.attempt() == 0 ? "" : Integer.toString(step.attempt()),
            step.seconds().map(s -> String.format(Locale.ROOT, "%.1f s", s)).orElse(""),
            step.phase().equals("succeeded")
                ? outputs(step)
                : step.reason().orElse("") + due(state.steps().get(step.step()), now));
      }
      table.print(terminal);
      for (RunSummary.Step step : summary.steps()) {
        step.page()
            .ifPresent(
                page -> terminal.out().println("Job of step '" + step.step() + "': " + page));
      }
      if (open && !owners.isFree(record)) {
        record.looks().forEach(look -> terminal.out().println(look(look, now)));
      }
      return ExitCode.DONE;
    }

    /** When a step that waits goes on. */
    private static String due(StepState step, Instant now) {
      return step.due()
          .filter(time -> step.phase() == Phase.BACKING_OFF || step.phase() == Phase.LOOKING_UP)
          .map(
              time ->
                  (step.reason().isEmpty() ? "" : "; ")
                      + (step.phase() == Phase.BACKING_OFF ? "tried again " : "asked again ")
                      + in(time, now))
          .orElse("");
    }

    private static String look(Look look, Instant now) {
      return String.format(
          Locale.ROOT,
          "Step operator '%s' is asked for %d %s every %s, next %s: %s",
          look.operator(),
          look.jobs(),
          look.jobs() == 1 ? "job" : "jobs",
          seconds(look.every()),
          in(look.due(), now),
          look.why());
    }

    private static String in(Instant time, Instant now) {
      Duration wait = Duration.between(now, time);
      return wait.isNegative() ? "now" : "in " + seconds(wait);
    }

    private static String seconds(Duration time) {
      return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0);
    }

    private static String outputs(RunSummary.Step step) {
      List<String> texts = new ArrayList<>();
      for (Map.Entry<String, RunSummary.Output> each : step.outputs().entrySet()) {
        texts.add(
            each.getKey()
                + each.getValue()
                    .rows()
                    .map(rows -> String.format(Locale.ROOT, " %,d rows", rows))
                    .orElse(""));
      }
      return String.join(", ", texts);
    }
  }

  /** {@code outrider runs attach}. */
  @Command
  static final class AttachCommand extends OneRunCommand {

    AttachCommand(Terminal terminal) {
      super(terminal);
    }

    @Override
    int call(Configuration configuration, RunStore ledger, Surroundings surroundings)
        throws Exception {
      RunOwners owners = surroundings.owners(ledger);
      RunRecord record = run(ledger);
      if (Orchestrator.isOpen(record)) {
        record = settled(record, ledger, owners);
      }
      if (!Orchestrator.isOpen(record)) {
        throw new UsageException(
            "Run "
                + record.id()
                + " has ended: "
                + record.outcome()
                + ". 'outrider runs show "
                + record.id()
                + "' tells more.");
      }
      if (!owners.isFree(record)) {
        throw new UsageException(
            "Run "
                + record.id()
                + " has an owner, "
                + owner(record)
                + ". Wait for it; 'outrider runs show "
                + record.id()
                + "' tells how it goes.");
      }
      Project project = RecordedProject.of(record, options, terminal).unchanged("continued");
      try (ConfiguredPlan plan = ConfiguredPlan.of(project, surroundings)) {
        LeakedCommand.tell(ledger, terminal);
        return goOn(record, Orchestrator::adopt, plan, ledger, surroundings, false);
      }
    }
  }
}
